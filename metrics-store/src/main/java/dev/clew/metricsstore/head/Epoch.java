package dev.clew.metricsstore.head;

import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.segment.SampleBuffer;
import dev.clew.metricsstore.series.ExemplarSeries.Exemplar;
import dev.clew.metricsstore.series.NativeHistogram;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What came in for one day between two flushes. Only the latest epoch of a day changes; a flush
 * writes the earlier ones to disk and, when that is committed, forgets them.
 */
public final class Epoch {
  private final long day;
  private final int firstNewSeries;
  private final List<LabelSet> newSeries = new ArrayList<>();
  private final SampleLog samples = new SampleLog();
  private final EntryLog<TimedHistogram> histograms = new EntryLog<>();
  private final EntryLog<Exemplar> exemplars = new EntryLog<>();
  private long minMillis = Long.MAX_VALUE;
  private long maxMillis = Long.MIN_VALUE;

  record TimedHistogram(long timeMillis, long startMillis, NativeHistogram value) {}

  /** How far an epoch had come before an export request. */
  record Mark(int samples, int histograms, int exemplars) {}

  Epoch(long day, int firstNewSeries) {
    this.day = day;
    this.firstNewSeries = firstNewSeries;
  }

  /** Days since the Unix epoch, UTC. */
  public long day() {
    return day;
  }

  /** The number of the first of {@link #newSeries}; the others follow without gaps. */
  public int firstNewSeries() {
    return firstNewSeries;
  }

  public List<LabelSet> newSeries() {
    return Collections.unmodifiableList(newSeries);
  }

  /** One more than the greatest series number that has samples. */
  public int seriesBound() {
    int bound = samples.seriesBound();
    bound = Math.max(bound, histograms.size() == 0 ? 0 : lastKey(histograms) + 1);
    return Math.max(bound, exemplars.size() == 0 ? 0 : lastKey(exemplars) + 1);
  }

  private static int lastKey(EntryLog<?> log) {
    return ((java.util.TreeMap<Integer, ?>) log.all()).lastKey();
  }

  /** Time of the earliest sample; greater than {@link #maxMillis} when there is none. */
  public long minMillis() {
    return minMillis;
  }

  public long maxMillis() {
    return maxMillis;
  }

  /** Float and histogram samples. */
  public long sampleCount() {
    return (long) samples.size() + histograms.size();
  }

  public boolean isEmpty() {
    return newSeries.isEmpty() && sampleCount() == 0 && exemplars.size() == 0;
  }

  int addSeries(LabelSet labels) {
    newSeries.add(labels);
    return firstNewSeries + newSeries.size() - 1;
  }

  /**
   * @param startMillis since when the value has been counting, or 0
   */
  void add(int series, long timeMillis, long startMillis, double value) {
    samples.add(series, timeMillis, startMillis, value);
    extend(timeMillis);
  }

  void add(int series, long timeMillis, long startMillis, NativeHistogram value) {
    histograms.add(series, new TimedHistogram(timeMillis, startMillis, value));
    extend(timeMillis);
  }

  void add(int series, Exemplar exemplar) {
    exemplars.add(series, exemplar);
  }

  private void extend(long timeMillis) {
    minMillis = Math.min(minMillis, timeMillis);
    maxMillis = Math.max(maxMillis, timeMillis);
  }

  Mark mark() {
    return new Mark(samples.size(), histograms.size(), exemplars.size());
  }

  /** Takes back what was added since; new series stay, without samples. */
  void rollBack(Mark mark) {
    samples.truncate(mark.samples);
    histograms.truncate(mark.histograms);
    exemplars.truncate(mark.exemplars);
  }

  public boolean contains(int series) {
    return samples.contains(series) || !histograms.entries(series).isEmpty();
  }

  /** Whether a series has a sample within an inclusive range of time. */
  public boolean hasSamples(int series, long startMillis, long endMillis) {
    if (startMillis > maxMillis || endMillis < minMillis) {
      return false;
    }
    if (startMillis <= minMillis && endMillis >= maxMillis) {
      return contains(series);
    }
    return samples.hasSamples(series, startMillis, endMillis)
        || histograms.entries(series).stream()
            .anyMatch(each -> each.timeMillis >= startMillis && each.timeMillis <= endMillis);
  }

  /** Adds the samples of a series within an inclusive range of time. */
  public void collect(int series, long startMillis, long endMillis, SampleBuffer target) {
    if (startMillis > maxMillis || endMillis < minMillis) {
      return;
    }
    samples.collect(series, startMillis, endMillis, target);
    collectHistograms(series, startMillis, endMillis, target);
  }

  /** Adds only the float samples. */
  public void collectFloats(int series, long startMillis, long endMillis, SampleBuffer target) {
    samples.collect(series, startMillis, endMillis, target);
  }

  /** Adds only the histogram samples. */
  public void collectHistograms(int series, long startMillis, long endMillis, SampleBuffer target) {
    for (TimedHistogram histogram : histograms.entries(series)) {
      if (histogram.timeMillis >= startMillis && histogram.timeMillis <= endMillis) {
        target.add(histogram.timeMillis, histogram.startMillis, histogram.value);
      }
    }
  }

  public List<Exemplar> exemplars(int series) {
    return exemplars.entries(series);
  }

  public boolean hasExemplars() {
    return exemplars.size() > 0;
  }
}
