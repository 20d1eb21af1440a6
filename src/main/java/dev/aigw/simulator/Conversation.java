package dev.aigw.simulator;

/** What was said so far, gathered while a request is read. */
final class Conversation {
    private final StringBuilder said = new StringBuilder();
    private int characters;
    private int images;
    private String lastUser = "";
    private boolean userSpokeLast;

    void says(String role, String text) {
        said.append(role).append(": ").append(text).append('\n');
        userSpokeLast = role.equals("user");
        if (userSpokeLast) {
            lastUser = text;
        }
        characters += text.length();
    }

    /** Counts what goes in besides the messages: tools and schemas. */
    void carries(String text) {
        characters += text.length();
    }

    void shows() {
        images++;
    }

    int tokens() {
        return Tokens.of(characters) + images * Tokens.PER_IMAGE;
    }

    /** Everything, one line a message. */
    String text() {
        return said.toString();
    }

    /** The last thing the user said, however long ago. */
    String lastUser() {
        return lastUser;
    }

    /** What the user said just now; empty if somebody else spoke last. */
    String prompt() {
        return userSpokeLast ? lastUser : "";
    }
}
