package dev.aigw.dialect.neutral;

/** Why a model stopped. */
public enum FinishReason {
    /** It had said all, or met a stop sequence. */
    STOP,
    /** The ceiling of the answer or of the context was reached. */
    LENGTH,
    TOOL_CALLS,
    /** It, or the provider's filter, refused. */
    CONTENT_FILTER
}
