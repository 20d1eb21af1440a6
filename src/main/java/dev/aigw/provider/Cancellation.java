package dev.aigw.provider;

/** Lets whoever asked stop what runs for them, at any time and once. Lane-local, not thread-safe. */
public final class Cancellation {
    private Runnable action = () -> {};
    private boolean cancelled;

    /** Sets what stops the current work; runs it at once if the cancellation has already happened. */
    public void onCancel(Runnable stop) {
        action = stop;
        if (cancelled) {
            stop.run();
        }
    }

    public void cancel() {
        if (!cancelled) {
            cancelled = true;
            action.run();
        }
    }

    public boolean cancelled() {
        return cancelled;
    }
}
