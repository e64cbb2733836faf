package dev.clew.model;

/** Something that happened during a span; an exception has the name {@code exception}. */
public record SpanEvent(long timeNanos, String name, Attributes attributes) {}
