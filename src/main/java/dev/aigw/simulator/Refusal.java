package dev.aigw.simulator;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that the vendor would not take, before it is put into the vendor's words. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final @Nullable String field;
    private final @Nullable String code;

    private Refusal(int status, String message, @Nullable String field, @Nullable String code) {
        // Expected and frequent in tests of failure: no stack trace.
        super(message, null, false, false);
        this.status = status;
        this.field = field;
        this.code = code;
    }

    static Refusal invalid(String message, String field, String code) {
        return new Refusal(400, message, field, code);
    }

    static Refusal invalid(String message) {
        return new Refusal(400, message, null, null);
    }

    static Refusal of(int status, String message) {
        return new Refusal(status, message, null, null);
    }

    int status() {
        return status;
    }

    String message() {
        return String.valueOf(getMessage());
    }

    /** The field at fault. */
    Optional<String> field() {
        return Optional.ofNullable(field);
    }

    Optional<String> code() {
        return Optional.ofNullable(code);
    }
}
