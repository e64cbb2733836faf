package dev.clew.collector.intake;

import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.seam.MetricAdmission;
import java.time.InstantSource;

/**
 * What a collector has to do with.
 *
 * @param intake where checked requests go, such as {@code buffer::appendAsync}
 * @param admission is asked what the metrics store would take of a request
 * @param times which times the stores keep; to be {@link RetentionBounds#NONE} as long as the clock
 *     is known to be wrong, as then nothing can be told to be too old
 * @param memory that all requests share
 * @param clock for times of receipt
 */
public record Surroundings(
    RequestSink intake,
    MetricAdmission admission,
    RetentionBounds times,
    MemoryBudget memory,
    InstantSource clock) {

  /** Of a collector whose stores take whatever they are given, but for samples of any time. */
  public static Surroundings of(RequestSink intake, MemoryBudget memory, InstantSource clock) {
    return new Surroundings(
        intake,
        MetricAdmission.EVERYTHING,
        RetentionBounds.of(clock, SeriesLimits.DEFAULT),
        memory,
        clock);
  }
}
