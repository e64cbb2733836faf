package dev.clew.model.seam;

import dev.clew.model.Labels;

/** The value of one series at one instant. */
public record MetricSample(Labels labels, long timeMillis, double value) {}
