package dev.clew.model;

/** A causal link from a span to another one, usually of another trace. */
public record SpanLink(TraceId traceId, SpanId spanId, String traceState, Attributes attributes) {}
