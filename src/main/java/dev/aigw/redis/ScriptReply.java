package dev.aigw.redis;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.util.Objects;

/** What a script answered: a number, or a list. Asking for what is not there is a bug and throws. */
public record ScriptReply(Response response) {

    /** Of a script that answers a single number. */
    public long number() {
        return Objects.requireNonNull(response.toLong());
    }

    /** Of a script that answers a single text. */
    public String text() {
        return Objects.requireNonNull(response.toString());
    }

    public int size() {
        return response.size();
    }

    public long number(int index) {
        return Objects.requireNonNull(response.get(index).toLong());
    }

    public String text(int index) {
        return Objects.requireNonNull(response.get(index).toString());
    }

    public Buffer bytes(int index) {
        return Objects.requireNonNull(response.get(index).toBuffer());
    }
}
