package dev.clew.storage.block.life;

import dev.clew.storage.block.segment.Manifest;
import dev.clew.storage.block.segment.Partition;
import dev.clew.storage.block.segment.Segment;
import dev.clew.storage.block.segment.SegmentLabel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds out from the labels of the segments what the lost {@link Manifest} said. Where two segments
 * hold the same rows, the newer one was written in place of the other. The newest flush may not
 * have come to its commit: it counts only when all of its segments are there, and otherwise comes
 * again from the write-ahead buffer. Dropped segments of which a crash has left the directory come
 * back, and are dropped again.
 *
 * @param doubtful directories that are neither wanted nor known to be superfluous
 */
record ManifestRebuild(Manifest manifest, List<Path> doubtful) {

  static ManifestRebuild from(Path store) throws IOException {
    List<SegmentLabel> labels = new ArrayList<>();
    List<Path> doubtful = new ArrayList<>();
    for (Path partition : children(store)) {
      if (Files.isDirectory(partition)
          && partition.getFileName().toString().matches(Partition.NAME)) {
        for (Path segment : children(partition)) {
          read(store, segment, labels, doubtful);
        }
      }
    }
    List<SegmentLabel> chosen = withoutReplaced(labels);
    for (SegmentLabel unfinished : unfinished(chosen)) {
      chosen.remove(unfinished);
      doubtful.add(Segment.path(store, unfinished.entry()));
    }
    return new ManifestRebuild(manifest(chosen), doubtful);
  }

  private static void read(
      Path store, Path segment, List<SegmentLabel> labels, List<Path> doubtful) {
    try {
      SegmentLabel label = SegmentLabel.read(segment);
      if (Segment.path(store, label.entry()).equals(segment)) {
        labels.add(label);
        return;
      }
    } catch (IOException | RuntimeException e) {
      // Said by being doubtful.
    }
    doubtful.add(segment);
  }

  private static List<SegmentLabel> withoutReplaced(List<SegmentLabel> labels) {
    List<SegmentLabel> newestFirst = new ArrayList<>(labels);
    newestFirst.sort(
        Comparator.comparingLong((SegmentLabel label) -> label.entry().number()).reversed());
    List<SegmentLabel> chosen = new ArrayList<>();
    for (SegmentLabel label : newestFirst) {
      boolean replaced =
          chosen.stream()
              .anyMatch(newer ->
                  newer.entry().partition().equals(label.entry().partition())
                      && newer.sequences().overlaps(label.sequences()));
      if (!replaced) {
        chosen.add(label);
      }
    }
    return chosen;
  }

  /** The segments of the newest flush, if one of them is missing. */
  private static List<SegmentLabel> unfinished(List<SegmentLabel> chosen) {
    long end = end(chosen);
    List<SegmentLabel> newest =
        chosen.stream().filter(label -> label.sequences().end() == end).toList();
    boolean merged = newest.stream().anyMatch(label -> label.parts() == 0);
    return merged || newest.isEmpty() || newest.getFirst().parts() == newest.size()
        ? List.of()
        : newest;
  }

  private static long end(List<SegmentLabel> labels) {
    return labels.stream().mapToLong(label -> label.sequences().end()).max().orElse(0);
  }

  private static Manifest manifest(List<SegmentLabel> chosen) {
    Set<Partition> sealed = new TreeSet<>();
    List<Manifest.Entry> entries = new ArrayList<>();
    for (SegmentLabel label : chosen) {
      entries.add(label.entry());
      if (label.entry().sealed()) {
        sealed.add(label.entry().partition());
      }
    }
    entries.sort(
        Comparator.comparing(Manifest.Entry::partition).thenComparingLong(Manifest.Entry::number));
    long position =
        chosen.stream().mapToLong(SegmentLabel::position).max().orElse(Manifest.NO_POSITION);
    return new Manifest(position, end(chosen), Manifest.NEVER, sealed, entries);
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }
}
