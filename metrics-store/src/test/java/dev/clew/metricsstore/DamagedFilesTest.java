package dev.clew.metricsstore;

import static dev.clew.metricsstore.Otlp.CUMULATIVE;
import static dev.clew.metricsstore.Otlp.counter;
import static dev.clew.metricsstore.Otlp.point;
import static dev.clew.metricsstore.Otlp.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.ReadLimits;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.health.IncidentKind;
import dev.clew.testkit.ManualClock;
import dev.clew.testkit.RecordedIncidents;
import dev.clew.testkit.faults.FileDamage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files whose bytes have changed: the store opens, answers from the rest, sets the damaged file
 * aside, and goes on working. The seed is in the name of the test.
 */
class DamagedFilesTest {
  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
  private static final long T = NOW.toEpochMilli();

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock(NOW);

  private MetricsStore open(Path root) throws IOException {
    return open(root, new RecordedIncidents());
  }

  private MetricsStore open(Path root, RecordedIncidents incidents) throws IOException {
    return MetricsStore.open(
        MetricsStoreConfig.defaults(root), clock, task -> {}, new FailingFiles(), incidents);
  }

  private static void put(MetricsStore store, long position, long millis) {
    byte[] request =
        request(
            List.of(),
            counter(
                "c",
                "",
                CUMULATIVE,
                point(millis, position, "id", "a").toBuilder()
                    .setStartTimeUnixNano((T - 1_000_000) * 1_000_000)
                    .build(),
                point(millis, Math.sqrt(position), "id", "b" + position % 50)));
    store.ingest(position, 0, request, 0, request.length);
  }

  /** A store with every sort of file. */
  private Path whole() throws IOException {
    Path root = directory.resolve("whole");
    try (MetricsStore store = open(root)) {
      for (int i = 0; i < 400; i++) {
        put(store, i, T - 86_400_000L + i * 1000L);
        if (i % 40 == 39) {
          store.flush();
          store.maintain();
        }
        if (i == 200) {
          store.delete(List.of(List.of(LabelMatcher.equal("id", "b3"))), 0, Long.MAX_VALUE);
          store.delete(List.of(List.of(LabelMatcher.equal("id", "b4"))), 0, T - 86_300_000L);
        }
      }
    }
    return root;
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path file : files(from)) {
      Path target = to.resolve(from.relativize(file));
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] changed = bytes.clone();
    switch (random.nextInt(4)) {
      case 0 -> changed = Arrays.copyOf(changed, random.nextInt(bytes.length));
      case 1 -> changed = Arrays.copyOf(changed, bytes.length + 1 + random.nextInt(40));
      case 2 -> {
        for (int i = random.nextInt(bytes.length); i < bytes.length && i % 37 != 0; i++) {
          changed[i] = (byte) random.nextInt();
        }
      }
      default -> changed[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return changed;
  }

  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43})
  @Timeout(120)
  void aChangedFileIsSetAsideAndTheRestIsServed(long seed) throws IOException {
    Path whole = whole();
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      Path root = directory.resolve("round" + round);
      copy(whole, root);
      List<Path> files = new ArrayList<>(files(root));
      Path victim = files.get(random.nextInt(files.size()));
      byte[] bytes = Files.readAllBytes(victim);
      Files.write(victim, mutated(bytes, random));
      try (MetricsStore store = open(root)) {
        use(store);
        store.maintain();
        use(store);
        put(store, 1000, T);
        store.flush();
        store.cleanTombstones();
        clock.advance(Duration.ofDays(2));
        store.maintain();
        assertThat(store.select(List.of(LabelMatcher.equal("id", "a")), T, T, ReadLimits.NONE))
            .as("seed %d, round %d, %s", seed, round, victim)
            .hasSize(1);
      } finally {
        clock.set(NOW);
      }
    }
  }

  private static void use(MetricsStore store) {
    store.select(List.of(), Long.MIN_VALUE, Long.MAX_VALUE, ReadLimits.NONE);
    store.series(List.of(List.of()), Long.MIN_VALUE, Long.MAX_VALUE, 100);
    store.labelNames(List.of(), Long.MIN_VALUE, Long.MAX_VALUE, 100);
    store.labelValues("id", List.of(), Long.MIN_VALUE, Long.MAX_VALUE, 100);
    store.exemplars(List.of(List.of()), Long.MIN_VALUE, Long.MAX_VALUE, 100);
    store.metadata(null, 10);
  }

  /** What there is, once for each sample, and the sum of what was told to be lost. */
  private static long samples(MetricsStore store) {
    return store.select(List.of(), Long.MIN_VALUE, Long.MAX_VALUE, ReadLimits.NONE).stream()
        .mapToLong(SeriesData::size)
        .sum();
  }

  /** A store of one series file and one index, without anything deleted. */
  private Path plain() throws IOException {
    Path root = directory.resolve("plain");
    try (MetricsStore store = open(root)) {
      for (int i = 0; i < 3_000; i++) {
        put(store, i, T - 43_200_000L + i * 10_000L);
      }
      store.flush();
      put(store, 3_000, T);
      store.flush();
    }
    return root;
  }

  @ParameterizedTest
  @EnumSource(FileDamage.class)
  @Timeout(240)
  void whatIsLostIsToldToTheSampleAndOnce(FileDamage damage) throws IOException {
    Path plain = plain();
    long all;
    try (MetricsStore store = open(plain)) {
      all = samples(store);
    }
    int round = 0;
    for (Path file : files(plain)) {
      for (int seed = 0; seed < 5; seed++) {
        Path root = directory.resolve("damaged" + round++);
        copy(plain, root);
        Path victim = root.resolve(plain.relativize(file));
        FileDamage.Hit hit = damage.apply(victim, new Random(seed));
        String name = damage + " of " + file + " with seed " + seed + ": " + hit;
        RecordedIncidents incidents = new RecordedIncidents();
        long left;
        try (MetricsStore store = open(root, incidents)) {
          samples(store);
          store.maintain();
          left = samples(store);
        }
        if (file.toString().endsWith(".seg")) {
          assertThat(lost(incidents, "samples")).as(name).isEqualTo(all - left);
        } else if (!file.toString().endsWith(".idx")) {
          assertThat(left).as(name).isEqualTo(all);
        }
        if (left < all || !damage.equals(FileDamage.DELETE)) {
          assertThat(incidents.events()).as(name).isNotEmpty();
        }
        RecordedIncidents again = new RecordedIncidents();
        try (MetricsStore store = open(root, again)) {
          store.maintain();
          assertThat(samples(store)).as("%s: the second time", name).isEqualTo(left);
        }
        assertThat(again.events()).as("%s: the second time", name).isEmpty();
      }
    }
  }

  private static long lost(RecordedIncidents incidents, String what) {
    return incidents.events().stream()
        .filter(event -> event.sentence().matches("\\d+ " + what + " .*"))
        .mapToLong(RecordedIncidents.Event::amount)
        .sum();
  }

  /** The postings are wrong, the labels are not: everything is found again. */
  @Test
  void anIndexIsRebuiltFromItsLabels() throws IOException {
    Path plain = plain();
    Path index = files(plain).stream().filter(f -> f.toString().endsWith(".idx")).findFirst().get();
    List<String> before;
    try (MetricsStore store = open(plain)) {
      before = store.labelValues("id", List.of(), Long.MIN_VALUE, Long.MAX_VALUE, 1000);
    }
    byte[] bytes = Files.readAllBytes(index);
    int fits = 0;
    for (int at = 8; at < bytes.length - 200; at += 97) {
      byte[] changed = bytes.clone();
      changed[at] ^= 4;
      Path root = directory.resolve("index" + at);
      copy(plain, root);
      Files.write(root.resolve(plain.relativize(index)), changed);
      RecordedIncidents incidents = new RecordedIncidents();
      try (MetricsStore store = open(root, incidents)) {
        store.maintain();
        List<String> after =
            store.labelValues("id", List.of(), Long.MIN_VALUE, Long.MAX_VALUE, 1000);
        assertThat(before).as("byte %d", at).containsAll(after);
        assertThat(incidents.events()).as("byte %d", at).hasSize(1);
        if (incidents.events().getFirst().kind() == IncidentKind.REBUILT) {
          assertThat(after).as("byte %d", at).isEqualTo(before);
          fits++;
        }
      }
    }
    assertThat(fits).isPositive();
  }

  @Test
  void everySortOfFileIsAmongThem() throws IOException {
    assertThat(files(whole()).stream().map(file -> file.getFileName().toString()))
        .anyMatch(name -> name.endsWith(".seg"))
        .anyMatch(name -> name.endsWith(".idx"))
        .anyMatch(name -> name.endsWith(".del"))
        .contains("MANIFEST", "METADATA");
  }
}
