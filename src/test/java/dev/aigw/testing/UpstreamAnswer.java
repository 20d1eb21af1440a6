package dev.aigw.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;

/** The upstream's end of one exchange: writes what HTTP allows, and what it does not. Blocks; used on a thread of its own. */
public final class UpstreamAnswer {
    private final Socket socket;
    private final OutputStream out;
    private final Received request;

    UpstreamAnswer(Socket socket, Received request) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.request = request;
    }

    public Received request() {
        return request;
    }

    /** Status line and headers, given as name, value, name, value. */
    public void head(int status, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Said\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        raw(head + "\r\n");
    }

    /** A complete answer. */
    public void whole(int status, byte[] body, String... headers) throws IOException {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "content-length";
        all[headers.length + 1] = Integer.toString(body.length);
        head(status, all);
        raw(body);
    }

    public void beginStream() throws IOException {
        head(200, "content-type", "text/event-stream; charset=utf-8", "transfer-encoding", "chunked");
    }

    public void chunk(byte[] bytes) throws IOException {
        byte[] size = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[size.length + bytes.length + 2];
        System.arraycopy(size, 0, all, 0, size.length);
        System.arraycopy(bytes, 0, all, size.length, bytes.length);
        all[all.length - 2] = '\r';
        all[all.length - 1] = '\n';
        raw(all);
    }

    public void chunk(String text) throws IOException {
        chunk(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends a chunked answer as HTTP says it should. */
    public void end() throws IOException {
        raw("0\r\n\r\n");
    }

    public void raw(String text) throws IOException {
        raw(text.getBytes(StandardCharsets.UTF_8));
    }

    public void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        request.addWritten(bytes.length);
    }

    /** Cuts the connection with a TCP reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Closes the connection as TCP says it should. */
    public void close() throws IOException {
        socket.close();
    }

    public void untilCallerLeaves() {
        try {
            request.left().join();
        } catch (CompletionException e) {
            throw new IllegalStateException(e);
        }
    }
}
