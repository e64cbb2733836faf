package dev.clew.metricsstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.metricsstore.files.StoreFiles;
import dev.clew.metricsstore.series.ReadLimits;
import dev.clew.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a store after a kill, a full disk or a damaged file. */
class MetricsStoreCrashTest {
  private static final long DAY = 86_400_000L;
  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock(NOW);

  private MetricsStore open() throws IOException {
    return open(new FailingFiles());
  }

  private MetricsStore open(StoreFiles files) throws IOException {
    return MetricsStore.open(MetricsStoreConfig.defaults(directory), clock, task -> {}, files);
  }

  private static void ingest(MetricsStore store, long position, byte[] request) {
    store.ingest(position, 0, request, 0, request.length);
  }

  private static Map<String, Map<Long, Long>> all(MetricsStore store) {
    return Twin.of(store.select(List.of(), Long.MIN_VALUE, Long.MAX_VALUE, ReadLimits.NONE));
  }

  @Test
  void killedAtAnyFileOperationEverySampleIsThereOnce() throws IOException {
    boolean failed = true;
    for (int operations = 0; failed; operations++) {
      deleteAll();
      FailingFiles files = new FailingFiles(operations);
      Feed feed = new Feed(42, NOW.toEpochMilli() - DAY);
      for (int i = 0; i < 27; i++) {
        feed.add();
      }
      crash(files, feed);
      failed = files.failed();
      try (MetricsStore store = open()) {
        assertThat(store.status().quarantinedFiles()).isZero();
        feed.feed(store);
        assertThat(all(store))
            .as("after failure of operation %d", operations)
            .isEqualTo(feed.twin.select(labels -> true, Long.MIN_VALUE, Long.MAX_VALUE));
        store.flush();
        assertThat(store.committedPosition()).isEqualTo(feed.requests.size() - 1);
        store.maintain();
      }
      assertNothingIsLeftOver();
    }
  }

  /** Feeds with many flushes and merges until a file operation fails, then lets go. */
  private void crash(FailingFiles files, Feed feed) {
    MetricsStore store;
    try {
      store = open(files);
    } catch (IOException e) {
      return;
    }
    try {
      for (int i = 0; i < feed.requests.size(); i++) {
        ingest(store, i, feed.requests.get(i));
        if (i % 3 == 2) {
          store.flush();
          store.maintain();
        }
      }
    } catch (IOException e) {
      assertThat(files.failed()).isTrue();
    } finally {
      store.close();
    }
  }

  private void deleteAll() throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
        if (!path.equals(directory)) {
          Files.delete(path);
        }
      }
    }
  }

  private void assertNothingIsLeftOver() throws IOException {
    String manifest = Files.readString(directory.resolve("MANIFEST"));
    try (Stream<Path> tree = Files.walk(directory)) {
      assertThat(tree.filter(Files::isRegularFile))
          .allMatch(file -> {
            String name = file.getFileName().toString();
            return name.equals("MANIFEST") || name.equals("METADATA") || manifest.contains(name);
          });
    }
  }

  @Test
  void aFailedFlushIsTriedAgainAndLosesNothing() throws IOException {
    for (int operations = 6; operations < 23; operations++) { // four of them open a new store
      deleteAll();
      Feed feed = new Feed(operations, NOW.toEpochMilli() - DAY);
      FailingFiles files = new FailingFiles(operations);
      try (MetricsStore store = open(files)) {
        for (int i = 0; i < 30; i++) {
          feed.add();
          ingest(store, i, feed.requests.get(i));
          if (i % 7 == 6) {
            try {
              store.flush();
            } catch (IOException e) {
              files.repair();
            }
          }
        }
        store.flush();
        assertThat(all(store))
            .isEqualTo(feed.twin.select(labels -> true, Long.MIN_VALUE, Long.MAX_VALUE));
      }
      try (MetricsStore store = open()) {
        assertThat(all(store))
            .isEqualTo(feed.twin.select(labels -> true, Long.MIN_VALUE, Long.MAX_VALUE));
      }
    }
  }

  @Test
  void damagedFilesAreSetAsideAndTheRestIsServed() throws IOException {
    Feed feed = new Feed(3, NOW.toEpochMilli());
    try (MetricsStore store = open()) {
      for (int i = 0; i < 40; i++) {
        feed.add();
        ingest(store, i, feed.requests.get(i));
        if (i % 10 == 9) {
          store.flush();
        }
      }
    }
    List<Path> segments;
    try (Stream<Path> tree = Files.walk(directory)) {
      segments = tree.filter(file -> file.toString().endsWith(".seg")).sorted().toList();
    }
    byte[] torn = Files.readAllBytes(segments.get(0));
    Files.write(segments.get(0), java.util.Arrays.copyOf(torn, torn.length - 7));
    byte[] flipped = Files.readAllBytes(segments.get(1));
    flipped[12] ^= 0x10;
    Files.write(segments.get(1), flipped);
    try (MetricsStore store = open()) {
      assertThat(store.status().quarantinedFiles()).isEqualTo(1);
      assertThat(all(store)).isNotEmpty();
      store.maintain();
      assertThat(store.status().quarantinedFiles()).isEqualTo(2);
      assertThat(all(store)).isNotEmpty();
      try (Stream<Path> shelf = Files.list(directory.resolve("quarantine"))) {
        assertThat(shelf).hasSize(2);
      }
    }
  }

  @Test
  void aDamagedManifestIsMadeAnewFromTheFiles() throws IOException {
    Feed feed = new Feed(4, NOW.toEpochMilli());
    try (MetricsStore store = open()) {
      for (int i = 0; i < 40; i++) {
        feed.add();
        ingest(store, i, feed.requests.get(i));
        if (i % 10 == 9) {
          store.flush();
          store.maintain();
        }
      }
    }
    Files.writeString(directory.resolve("MANIFEST"), "clew-metrics-manifest 1\nposition 999\n");
    try (MetricsStore store = open()) {
      assertThat(store.committedPosition()).isEqualTo(39);
      assertThat(all(store))
          .isEqualTo(feed.twin.select(labels -> true, Long.MIN_VALUE, Long.MAX_VALUE));
    }
  }
}
