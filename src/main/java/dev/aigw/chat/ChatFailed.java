package dev.aigw.chat;

/** Carries a {@link Setback} through a failed future; it has no stack trace because it is weather, not a bug. */
final class ChatFailed extends RuntimeException {
    private final transient Setback setback;

    ChatFailed(Setback setback) {
        super(null, null, false, false);
        this.setback = setback;
    }

    Setback setback() {
        return setback;
    }
}
