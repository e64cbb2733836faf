package dev.clew.metricsstore.partition;

import dev.clew.metricsstore.segment.Segment;
import java.util.List;

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
}
