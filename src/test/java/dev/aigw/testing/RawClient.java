package dev.aigw.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client that sends any bytes, and takes as few as it likes of what comes back. */
public final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    public RawClient(int port) {
        this(port, 0);
    }

    /**
     * Connects.
     *
     * @param receiveBuffer bytes that the operating system takes for a client that does not read; 0 for the usual
     */
    public RawClient(int port, int receiveBuffer) {
        try {
            socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) Await.SOON.toMillis());
            in = socket.getInputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends one well-formed request with a JSON body. */
    public RawClient post(String path, String credential, String body) {
        return send("POST " + path
                + " HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\nauthorization: Bearer " + credential
                + "\r\ncontent-length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    public RawClient send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    public RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends what can be sent; whoever refuses a request in its middle may close before it is all there. */
    public RawClient sendIfTaken(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException refused) {
            // what was answered can still be read
        }
        return this;
    }

    /** Whether anything can be read, or it is closed. */
    public boolean hasAnswer() {
        try {
            return in.available() > 0;
        } catch (IOException closed) {
            return true;
        }
    }

    /** Everything up to and with the text. */
    public String readUntil(String text) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] end = text.getBytes(StandardCharsets.UTF_8);
        try {
            int next = -1;
            while (next != end[end.length - 1] || !endsWith(read, end)) {
                next = in.read();
                if (next < 0) {
                    throw new AssertionError("closed before '" + text + "', after: " + read);
                }
                read.write(next);
            }
            return read.toString(StandardCharsets.UTF_8);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nothing more after: " + read, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes there are up to the text, which need not be kept. */
    public long countUntil(String text) {
        byte[] buffer = new byte[64 * 1024];
        String tail = "";
        long count = 0;
        try {
            while (!tail.contains(text)) {
                int n = in.read(buffer);
                if (n < 0) {
                    throw new AssertionError("closed before '" + text + "', after " + count + " bytes");
                }
                count += n;
                String read = tail + new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
                tail = read.contains(text) ? text : read.substring(Math.max(0, read.length() - text.length()));
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything until the other side closes, by whatever means. */
    public String readAll() {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[64 * 1024];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                read.write(buffer, 0, n);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("not closed after: " + read, e);
        } catch (IOException reset) {
            // closed, if not politely
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    /** One answer whose length is told: head and body. */
    public String readAnswer() {
        String head = readUntil("\r\n\r\n");
        int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ");
        if (at < 0) {
            return head;
        }
        int length = Integer.parseInt(head.substring(at + "content-length: ".length(), head.indexOf("\r\n", at))
                .trim());
        try {
            return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, or nothing from a connection that is closed instead. */
    public String readAnswerOrNothing() {
        try {
            return readAnswer();
        } catch (AssertionError | UncheckedIOException closed) {
            return "";
        }
    }

    /** Whether the other side closes a connection on which nothing was asked; one that stays open is given a moment. */
    public boolean isClosedSoon() {
        try {
            socket.setSoTimeout(50);
            return in.read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Leaves with a reset, as a process that is killed does. */
    public void leave() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks for the end only when its last byte has come, so that reading is not quadratic. */
    private static boolean endsWith(ByteArrayOutputStream read, byte[] end) {
        return read.size() >= end.length
                && read.toString(StandardCharsets.ISO_8859_1).endsWith(new String(end, StandardCharsets.ISO_8859_1));
    }
}
