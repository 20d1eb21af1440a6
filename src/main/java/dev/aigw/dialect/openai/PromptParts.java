package dev.aigw.dialect.openai;

import java.util.Arrays;

/** Where the parts of a prompt stand in the bytes of a request; grows while the request is read. */
final class PromptParts {
    private static final int COLUMNS = 2;

    int messages;
    int names;
    int calls;
    private Prompt.Kind[] kinds = new Prompt.Kind[4];
    private int[] places = new int[4 * COLUMNS];
    private int size;

    void add(Prompt.Kind kind, int from, int to) {
        if (size == kinds.length) {
            kinds = Arrays.copyOf(kinds, size * 2);
            places = Arrays.copyOf(places, places.length * 2);
        }
        kinds[size] = kind;
        places[size * COLUMNS] = from;
        places[size * COLUMNS + 1] = to;
        size++;
    }

    int size() {
        return size;
    }

    Prompt.Kind kind(int part) {
        return kinds[part];
    }

    int from(int part) {
        return places[part * COLUMNS];
    }

    int to(int part) {
        return places[part * COLUMNS + 1];
    }
}
