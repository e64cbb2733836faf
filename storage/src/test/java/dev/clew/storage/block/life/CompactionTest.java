package dev.clew.storage.block.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.Attributes;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.BlockStore;
import dev.clew.storage.block.FakeDisk;
import dev.clew.storage.block.StoreInsides;
import dev.clew.storage.block.TestRows;
import dev.clew.storage.block.life.SegmentMerger.Overlaps;
import dev.clew.storage.block.segment.BlockHandle;
import dev.clew.storage.block.segment.SealedBlock;
import dev.clew.storage.block.segment.Snapshot;
import dev.clew.storage.rows.RowKey;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.upkeep.Disk;
import dev.clew.storage.upkeep.Throttle;
import dev.clew.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a day's segments. */
class CompactionTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final long T = TimeRange.nanosOf(NOON);
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock(NOON);
  private final Random random = new Random(7);
  private long position;

  private BlockStore open() throws IOException {
    BlockStoreConfig config =
        new BlockStoreConfig(Duration.ofDays(20), Duration.ofSeconds(30), 64 << 20, false);
    return BlockStore.open(config, TestRows.SCHEMA, directory, clock);
  }

  /** Rows of three services whose times lie anywhere in the hour from {@code start}. */
  private void flushHour(BlockStore store, long start, int rows) throws IOException {
    try (RowWriter writer = store.write()) {
      for (int i = 0; i < rows; i++) {
        writer.group(Attributes.of("resource.service.name", "service" + random.nextInt(3)));
        if (writer.begin(start + random.nextLong(3600 * SECOND))) {
          writer.text(TestRows.BODY, "row " + i + " of " + start);
          writer.end();
        }
      }
      writer.commit(++position);
    }
    store.flush();
  }

  private static List<BlockHandle> blocks(BlockStore store) throws IOException {
    List<BlockHandle> blocks = new ArrayList<>();
    try (Snapshot snapshot = StoreInsides.snapshot(store)) {
      blocks.addAll(snapshot.blocks());
    }
    return blocks;
  }

  private static List<RowKey> keys(BlockStore store) throws IOException {
    List<RowKey> keys = new ArrayList<>();
    store.search(
        RowQuery.newest(Filter.all(), TimeRange.ALL, 1_000_000), row -> keys.add(row.key()));
    return keys;
  }

  @Test
  void aDayThatIsOverIsMergedOnceIntoFullBlocksInTheOrderOfTime() throws IOException {
    try (BlockStore store = open()) {
      for (int i = 0; i < 21; i++) {
        flushHour(store, T, 3000);
        store.merge();
      }
      List<RowKey> before = keys(store);
      clock.set(Instant.parse("2026-11-22T00:59:00Z"));
      store.merge();
      assertThat(store.status().segments()).as("within the grace").isGreaterThan(1);
      clock.advance(Duration.ofMinutes(2));
      store.merge();
      assertThat(store.status().segments()).isEqualTo(1);
      assertThat(keys(store)).isEqualTo(before);
      List<BlockHandle> blocks = blocks(store);
      assertThat(blocks).hasSize(Math.ceilDiv(21 * 3000, SealedBlock.MOST_ROWS));
      Overlaps overlaps = new Overlaps(blocks);
      assertThat(blocks).allSatisfy(block -> assertThat(overlaps.of(block)).isLessThanOrEqualTo(2));
      long written = store.status().work().writtenAgainBytes();
      store.merge();
      assertThat(store.status().work().writtenAgainBytes()).isEqualTo(written);
    }
    try (BlockStore store = open()) {
      store.merge();
      assertThat(store.status().work().writtenAgainBytes()).isZero();
    }
  }

  @Test
  void lateRowsOfASealedDayAreJoinedAmongThemselves() throws IOException {
    try (BlockStore store = open()) {
      flushHour(store, T, 20_000);
      clock.set(Instant.parse("2026-11-22T08:00:00Z"));
      store.merge();
      long sealedBytes = store.status().bytes();
      for (int i = 0; i < 2 * CompactionPlan.WIDTH; i++) {
        flushHour(store, T, 10);
        store.merge();
      }
      assertThat(store.status().segments()).isEqualTo(3); // the sealed one, 2 of 8 late ones each
      assertThat(store.status().work().writtenAgainBytes()).isLessThan(2 * sealedBytes);
      assertThat(keys(store)).hasSize(20_000 + 20 * CompactionPlan.WIDTH).doesNotHaveDuplicates();
    }
  }

  @Test
  void mergingWaitsWhenTheDiskIsFull() throws IOException {
    long[] usable = {Compactor.SPARE_BYTES};
    try (BlockStore store = open()) {
      for (int i = 0; i < CompactionPlan.WIDTH; i++) {
        flushHour(store, T, 10);
      }
      Compactor compactor = StoreInsides.compactorOn(store, new FakeDisk(() -> usable[0]));
      assertThat(compactor.step(Throttle.FULL)).isFalse();
      assertThat(compactor.isShortOfSpace()).isTrue();
      usable[0] += store.status().bytes();
      assertThat(compactor.step(Throttle.FULL)).isTrue();
      assertThat(compactor.isShortOfSpace()).isFalse();
      assertThat(store.status().segments()).isEqualTo(1);
    }
  }

  @Test
  void aMergeThatIsStoppedLeavesEverythingAsItWas() throws IOException {
    try (BlockStore store = open()) {
      for (int i = 0; i < CompactionPlan.WIDTH; i++) {
        flushHour(store, T, 100);
      }
      List<RowKey> before = keys(store);
      int[] asked = {0};
      Throttle stopping = Throttle.sharing(() -> ++asked[0] > 3, () -> true);
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> StoreInsides.compactorOn(store, Disk.of(directory)).step(stopping)))
          .isInstanceOf(Throttle.StoppedException.class);
      assertThat(keys(store)).isEqualTo(before);
      assertThat(directory.resolve("20261121")).isDirectoryNotContaining("glob:**/8");
      store.merge();
      assertThat(keys(store)).isEqualTo(before);
    }
  }
}
