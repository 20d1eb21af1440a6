package dev.aigw.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the upstream. Behaviours run beside the reading, so that a caller who leaves in the middle of an answer
 * is noticed.
 */
final class UpstreamConnection {
    private final Socket socket;
    private final InputStream in;
    private final Function<String, Stage> stages;

    UpstreamConnection(Socket socket, Function<String, Stage> stages) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.stages = stages;
    }

    void serve() throws IOException {
        @Nullable Thread answering = null;
        @Nullable Received last = null;
        try {
            while (true) {
                Optional<String> head = head();
                if (answering != null) {
                    if (head.isEmpty()) {
                        return;
                    }
                    answering.join(); // a caller that does not pipeline has had its answer
                }
                if (head.isEmpty()) {
                    return;
                }
                Received request = request(head.get());
                last = request;
                Behaviour behaviour = stages.apply(provider(head.get())).take(request);
                answering = Thread.ofVirtual().start(() -> answer(behaviour, request));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (last != null) {
                last.left().complete(null);
            }
        }
    }

    private void answer(Behaviour behaviour, Received request) {
        try {
            behaviour.answer(new UpstreamAnswer(socket, request));
        } catch (IOException gone) {
            // nobody reads it any more
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<String> head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            head.write(next);
            boolean fits = next == (matched % 2 == 0 ? '\r' : '\n');
            matched = fits ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return Optional.of(head.toString(StandardCharsets.ISO_8859_1));
    }

    private Received request(String head) throws IOException {
        String[] lines = head.split("\r\n");
        String[] first = lines[0].split(" ");
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).trim());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Received(first[0], path(first[1]), headers, in.readNBytes(length));
    }

    private static String provider(String head) {
        String target = head.split(" ", 3)[1];
        int end = target.indexOf('/', 1);
        return target.substring(1, end < 0 ? target.length() : end);
    }

    private static String path(String target) {
        int end = target.indexOf('/', 1);
        return end < 0 ? "" : target.substring(end);
    }
}
