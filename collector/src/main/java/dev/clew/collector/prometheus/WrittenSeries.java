package dev.clew.collector.prometheus;

import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import dev.clew.collector.intake.SeriesLimits;
import dev.clew.model.Labels;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.otlp.TimeLimits;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one request brings: the good of it goes into a {@link PrometheusBatch}, the rest is counted
 * and the first reason kept.
 */
public final class WrittenSeries {
  private static final String[] TYPES = {
    "unknown", "counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset"
  };

  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final PrometheusBatch batch;
  private final SeriesLimits limits;
  private final long earliestMillis;
  private final long latestMillis;
  private final int maxBytes;
  private final HistogramCheck histogramCheck = new HistogramCheck();
  private SeriesLabels series;
  private @Nullable String seriesFault;
  private int refused;
  private String firstReason = "";

  /**
   * How much there is for what is written.
   *
   * @param claim takes what it grows by
   * @param bytes that it is likely to take
   * @param maxBytes of the OTLP request that it becomes
   */
  public record Room(MemoryBudget.Claim claim, int bytes, int maxBytes) {}

  /**
   * @param times that are kept at this moment
   */
  public WrittenSeries(String sender, SeriesLimits limits, TimeLimits times, Room room) {
    batch = new PrometheusBatch(sender, room.bytes(), room.claim());
    this.limits = limits;
    earliestMillis = Math.ceilDiv(times.oldestNanos(), NANOS_PER_MILLI);
    latestMillis = Math.floorDiv(times.newestNanos(), NANOS_PER_MILLI);
    maxBytes = room.maxBytes();
    series = new SeriesLabels(limits);
  }

  /** Begins a series, which may be one that cannot be taken. */
  public void series(SeriesLabels labels, @Nullable String fault) {
    series = labels;
    seriesFault = fault != null ? fault : labels.fault();
    if (seriesFault == null) {
      labels.writeTo(batch);
    }
  }

  public void sample(long timeMillis, long startMillis, double value) {
    if (takes(timeMillis)) {
      batch.sample(timeMillis, start(startMillis), value);
      bound();
    }
  }

  void histogram(byte[] array, int offset, int length) {
    String fault = histogramCheck.fault(array, offset, length);
    if (fault != null) {
      refuse(fault);
    } else if (takes(histogramCheck.timeMillis())) {
      long start = start(histogramCheck.startMillis());
      batch.histogram(histogramCheck.timeMillis(), start, array, offset, length);
      bound();
    }
  }

  void exemplar(long timeMillis, double value, Labels labels) {
    if (takes(timeMillis)) {
      batch.exemplar(timeMillis, value, labels);
      bound();
    }
  }

  /** Ends the series. */
  void metadata(String family, int type, String unit, String help) {
    batch.metadata(family, type > 0 && type < TYPES.length ? TYPES[type] : TYPES[0], unit, help);
    bound();
  }

  private boolean takes(long timeMillis) {
    if (seriesFault != null) {
      refuse(seriesFault);
      return false;
    }
    if (timeMillis < earliestMillis) {
      refuse(
          instant(timeMillis) + " is older than the " + limits.retention().toDays() + " days kept");
      return false;
    }
    if (timeMillis > latestMillis) {
      refuse(instant(timeMillis) + " is too far in the future");
      return false;
    }
    return true;
  }

  private static String instant(long timeMillis) {
    return "a sample of " + Instant.ofEpochMilli(timeMillis);
  }

  /** A start that makes no sense is as good as none. */
  private long start(long startMillis) {
    return startMillis > 0 && startMillis <= latestMillis ? startMillis : 0;
  }

  /** Counts something of the series that is not taken. */
  void refuse(String reason) {
    String name = refused > 0 ? "" : series.quotedName();
    refuseUnnamed(name.isEmpty() ? reason : name + ": " + reason);
  }

  /** Counts something that is not taken and is of no series. */
  public void refuseUnnamed(String reason) {
    if (refused++ == 0) {
      firstReason = reason;
    }
  }

  /** Labels and symbols repeat with every sample: a small request can become a large one. */
  private void bound() {
    if (batch.size() > maxBytes) {
      throw new RefusedException(
          Refusal.Kind.TOO_LARGE,
          "the samples with their labels take more than " + maxBytes + " bytes",
          "Send smaller batches, or raise collector.max_decompressed_bytes.");
    }
  }

  public PrometheusBatch batch() {
    return batch;
  }

  /** Samples, histograms and exemplars that were not taken. */
  public int refused() {
    return refused;
  }

  /** Why the first of them was not; empty when all were. */
  public String firstReason() {
    return firstReason;
  }
}
