package dev.clew.metricsstore.partition;

import dev.clew.metricsstore.segment.Segment;

/** A segment that the manifest lists. */
public record StoredSegment(String name, int level, Segment segment) {
  long bytes() {
    return segment.file().size();
  }
}
