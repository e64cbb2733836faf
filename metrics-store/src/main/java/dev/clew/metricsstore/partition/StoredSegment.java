package dev.clew.metricsstore.partition;

import dev.clew.metricsstore.segment.Segment;
import dev.clew.metricsstore.segment.SegmentInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A segment that the manifest lists. */
public record StoredSegment(String name, int level, Segment segment) {
  /** Read without what the tombstones of its day delete. */
  StoredSegment under(List<Tombstone> tombstones) {
    Segment reduced =
        segment.without(
            tombstones.stream()
                .filter(tombstone -> tombstone.appliesTo(name))
                .map(Tombstone::deletion)
                .toList());
    return reduced == segment ? this : new StoredSegment(name, level, reduced);
  }

  long bytes() {
    return segment.file().size();
  }

  /** Series numbers that its samples have are smaller. */
  int seriesBound() {
    Segment.Span all = segment.span();
    return all == null ? 0 : all.lastSeries() + 1;
  }

  /** What is lost when nothing of it can be read. */
  Loss loss() {
    SegmentInfo info = segment.info();
    return new Loss(
        Loss.What.SAMPLES,
        info.samples(),
        info.minMillis(),
        info.maxMillis(),
        0,
        Math.max(0, seriesBound() - 1));
  }

  /** What is lost with the chunks that turned out to be damaged; null when none did. */
  public @Nullable Loss broken() {
    return broken(Loss.UNKNOWN);
  }

  @Nullable Loss broken(long samples) {
    Segment.Span span = segment.brokenSpan();
    return span == null
        ? null
        : new Loss(
            Loss.What.SAMPLES,
            samples,
            span.firstMillis(),
            span.lastMillis(),
            span.firstSeries(),
            span.lastSeries());
  }
}
