package dev.aigw.dialect.neutral;

/** A step of a streamed answer, in no dialect. Usage, errors and the end are told by the reader, not in events. */
public sealed interface AnswerEvent {

    /** The first event of all. */
    record Begin(String id, String model) implements AnswerEvent {}

    record Text(String text) implements AnswerEvent {}

    record Reasoning(String text) implements AnswerEvent {}

    /** The model begins to ask for a tool; {@code index} is the place among the answer's tool calls, from 0. */
    record ToolCall(int index, String id, String name) implements AnswerEvent {}

    /** The next piece of a tool call's arguments, which are JSON when put together. */
    record ToolArguments(int index, String piece) implements AnswerEvent {}

    record Stop(FinishReason reason) implements AnswerEvent {}
}
