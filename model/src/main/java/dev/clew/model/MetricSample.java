package dev.clew.model;

/** The value of one series at one instant. */
public record MetricSample(Labels labels, long timeMillis, double value) {}
