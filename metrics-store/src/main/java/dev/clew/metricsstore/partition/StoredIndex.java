package dev.clew.metricsstore.partition;

import dev.clew.metricsstore.index.IndexSegment;

/** An index that the manifest lists. */
public record StoredIndex(String name, int level, IndexSegment index) {
  long bytes() {
    return index.file().size();
  }
}
