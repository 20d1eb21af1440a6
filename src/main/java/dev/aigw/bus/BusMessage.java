package dev.aigw.bus;

/** Marks an immutable message that travels over the local event bus by reference, never serialized. */
public interface BusMessage {}
