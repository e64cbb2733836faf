package dev.clew.storage.block.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.Attributes;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.BlockStore;
import dev.clew.storage.block.FakeDisk;
import dev.clew.storage.block.TestRows;
import dev.clew.storage.block.segment.StoreIncidents;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.upkeep.Disk;
import dev.clew.storage.upkeep.DiskWatermark;
import dev.clew.testkit.ManualClock;
import dev.clew.testkit.RecordedIncidents;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long rows are kept, and what goes first when there is no room. */
class RetentionTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final long T = TimeRange.nanosOf(NOON);
  private static final long DAY = Duration.ofDays(1).toNanos();

  @TempDir Path directory;

  private final RecordedIncidents incidents = new RecordedIncidents();
  private final ManualClock clock = new ManualClock(NOON);
  private long position;

  private BlockStore open(long maxBytes, String... rules) throws IOException {
    return open(directory.resolve("logs"), maxBytes, rules);
  }

  private BlockStore open(Path path, long maxBytes, String... rules) throws IOException {
    BlockStoreConfig config =
        new BlockStoreConfig(Duration.ofDays(20), Duration.ofSeconds(30), 64 << 20, false)
            .with(
                Stream.of(rules).map(RetentionRule::parse).toList(), maxBytes, Duration.ofHours(1));
    return BlockStore.open(
        config,
        TestRows.SCHEMA,
        path,
        clock,
        new StoreIncidents(path.getFileName().toString(), incidents));
  }

  private void write(BlockStore store, long time, String service, int level) throws IOException {
    try (RowWriter rows = store.write()) {
      rows.group(Attributes.of("resource.service.name", service));
      if (rows.begin(time)) {
        rows.text(TestRows.BODY, "row of " + service);
        rows.number(TestRows.LEVEL, level);
        rows.end();
      }
      rows.commit(++position);
    }
  }

  private static long count(BlockStore store, String service) throws IOException {
    return store
        .scan(
            new Filter.Equals("service", service), TimeRange.ALL, QueryLimits.DEFAULT, row -> true)
        .rows();
  }

  @Test
  void rowsAreKeptAsTheFirstRuleSaysThatWantsThem() throws IOException {
    String[] rules = {"service=audit: 90d", "service:noisy name:debug: 1d", "service=noisy: 2d"};
    try (BlockStore store = open(0, rules)) {
      for (long age : new long[] {0, 2, 19, 80}) {
        write(store, T - age * DAY, "audit", 1);
        write(store, T - age * DAY, "noisy", 1);
        write(store, T - age * DAY, "shop", 1);
      }
      store.flush();
      assertThat(count(store, "audit")).isEqualTo(4);
      assertThat(count(store, "noisy")).isEqualTo(2);
      assertThat(count(store, "shop")).isEqualTo(3);
      assertThat(store.status().droppedTooOld()).isEqualTo(3);
      assertThat(directory.resolve("logs/20261121-90d")).isDirectory();
      assertThat(store.retainedSinceNanos("audit"))
          .isEqualTo(TimeRange.nanosOf(Instant.parse("2026-08-23T00:00:00Z")));
      assertThat(store.retainedSinceNanos("noisy"))
          .isEqualTo(TimeRange.nanosOf(Instant.parse("2026-11-19T00:00:00Z")));
      assertThat(store.retainedSinceNanos("shop")).isEqualTo(store.retainedSinceNanos());
      clock.advance(Duration.ofDays(3));
      store.dropExpired();
      store.merge();
      assertThat(count(store, "noisy")).isZero();
      assertThat(count(store, "shop")).isEqualTo(2);
    }
    try (BlockStore store = open(0)) { // without the rules: what is filed stays where it is
      clock.advance(Duration.ofDays(60));
      store.dropExpired();
      assertThat(count(store, "audit")).isEqualTo(3);
      assertThat(count(store, "shop")).isZero();
    }
  }

  @Test
  void aRuleThatIsNoneIsRefused() {
    assertThatThrownBy(() -> RetentionRule.parse("service=audit"))
        .hasMessage(
            "\"service=audit\" (expected: a filter and whole days, such as service=audit: 90d)");
    assertThatThrownBy(() -> RetentionRule.parse("service=audit: 90h"))
        .hasMessageContaining("days");
    assertThatThrownBy(() -> RetentionRule.parse("(service=audit: 90d"))
        .hasMessageContaining("(service=audit: 90d");
    assertThat(RetentionRule.parse("service:noisy severity<info: 2d").days()).isEqualTo(2);
  }

  @Test
  void beyondItsSizeTheStoreDropsTheOldestDayAndSaysSo() throws IOException {
    long perDay;
    try (BlockStore store = open(0)) {
      for (int age = 5; age >= 0; age--) {
        write(store, T - age * DAY, "shop", 1);
        store.flush();
      }
      perDay = store.status().bytes() / 6;
    }
    try (BlockStore store = open(perDay * 5 / 2)) {
      store.expiry().dropBeyondSize();
      assertThat(count(store, "shop")).isEqualTo(2);
      assertThat(store.status().work().droppedForSpaceRows()).isEqualTo(4);
      assertThat(incidents.events())
          .extracting(RecordedIncidents.Event::sentence)
          .hasSize(4)
          .first()
          .asString()
          .startsWith("1 row of 2026-11-16 dropped for want of space: ")
          .contains("(limit ");
      assertThat(store.retainedSinceNanos())
          .isEqualTo(TimeRange.nanosOf(Instant.parse("2026-11-20T00:00:00Z")));
    }
    try (BlockStore store = open(1)) {
      store.expiry().dropBeyondSize();
      assertThat(count(store, "shop")).as("the newest day").isEqualTo(1);
      assertThat(store.retainedSinceNanos())
          .isEqualTo(TimeRange.nanosOf(Instant.parse("2026-11-21T00:00:00Z")));
    }
  }

  @Test
  void aFullDiskTakesWhatWouldExpireNextFromWhicheverStoreHasIt() throws IOException {
    try (BlockStore logs = open(0, "service=audit: 90d");
        BlockStore spans = open(directory.resolve("spans"), 0)) {
      write(logs, T - 50 * DAY, "audit", 1);
      write(logs, T - 10 * DAY, "shop", 1);
      write(logs, T, "shop", 1);
      write(spans, T - 11 * DAY, "shop", 1);
      write(spans, T - 9 * DAY, "shop", 1);
      logs.flush();
      spans.flush();
      double[] used = {0.95};
      long before = logs.status().bytes() + spans.status().bytes();
      // The disk is as full as that, and each byte dropped makes room for so many.
      long unit = FakeDisk.TOTAL / 100 * 3 / (before / 5);
      Disk disk =
          new FakeDisk(() ->
              (long) (FakeDisk.TOTAL * (1 - used[0]))
                  + (before - logs.status().bytes() - spans.status().bytes()) * unit);
      DiskWatermark.on(disk, 90, List.of(logs.expiry(), spans.expiry())).check();
      assertThat(incidents.events())
          .extracting(event -> event.part() + ": " + event.sentence())
          .containsExactly(
              "spans: 1 row of 2026-11-10 dropped for want of space: disk 95 % full (limit 90 %)",
              "logs: 1 row of 2026-11-11 dropped for want of space: disk 92 % full (limit 90 %)");
      assertThat(count(logs, "audit")).isEqualTo(1);
      used[0] = 2;
      DiskWatermark.on(disk, 90, List.of(logs.expiry(), spans.expiry())).check();
      assertThat(count(logs, "shop")).as("the newest days").isEqualTo(1);
      assertThat(count(spans, "shop")).isEqualTo(1);
    }
  }

  @Test
  void rowsFromTheFutureAreBounded() throws IOException {
    try (BlockStore store = open(0)) {
      write(store, T + Duration.ofMinutes(59).toNanos(), "ahead", 1);
      write(store, T + Duration.ofMinutes(61).toNanos(), "far", 1);
      assertThat(store.status().clampedFuture()).isEqualTo(1);
      store.scan(
          new Filter.Equals("service", "far"),
          TimeRange.ALL,
          QueryLimits.DEFAULT,
          row -> {
            assertThat(row.timeNanos()).isEqualTo(T);
            return true;
          });
    }
  }
}
