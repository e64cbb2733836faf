package dev.clew.alerting.evaluation;

import dev.clew.model.Labels;

/**
 * A value to be stored.
 *
 * @param labels {@code __name__} among them
 * @param ended whether the series has no value from now on; {@code value} is ignored then
 */
record SeriesPoint(Labels labels, double value, boolean ended) {}
