package dev.clew.storage.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.storage.bytes.CorruptBlockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdTableTest {
  @TempDir Path directory;
  private final Random random = new Random(11);

  private long hash() {
    return switch (random.nextInt(20)) {
      case 0 -> 0;
      case 1 -> (1L << 40) - 1;
      default -> random.nextInt(3) == 0 ? random.nextInt(100) : random.nextLong() >>> 24;
    };
  }

  private static Set<Integer> blocks(IdTable table, long hash) {
    Set<Integer> blocks = new TreeSet<>();
    table.blocks(hash, blocks::add);
    return blocks;
  }

  private Path write(Map<Long, Set<Integer>> expected, int blocks, int idsPerBlock)
      throws Exception {
    IdTableWriter writer = new IdTableWriter();
    for (int block = 0; block < blocks; block++) {
      IdSet ids = new IdSet();
      for (int i = 0; i < idsPerBlock; i++) {
        long hash = hash();
        ids.add(hash);
        expected.computeIfAbsent(hash, h -> new TreeSet<>()).add(block);
      }
      writer.add(block, ids.compact());
    }
    Path path = directory.resolve("ids" + random.nextInt());
    writer.write(path, blocks);
    return path;
  }

  @Test
  void findsTheBlocksOfEveryId() throws Exception {
    for (int blocks : new int[] {0, 1, 3, 300}) {
      Map<Long, Set<Integer>> expected = new HashMap<>();
      try (IdTable table = new IdTable(write(expected, blocks, 400))) {
        expected.forEach((hash, of) -> assertThat(blocks(table, hash)).isEqualTo(of));
        assertThat(blocks(table, 0x1234567L)).isEmpty();
      }
    }
  }

  @Test
  void mergesTablesAndLeavesBlocksOut() throws Exception {
    Map<Long, Set<Integer>> first = new HashMap<>();
    Map<Long, Set<Integer>> second = new HashMap<>();
    try (IdTable a = new IdTable(write(first, 3, 100));
        IdTable b = new IdTable(write(second, 2, 100))) {
      IdTableWriter writer = new IdTableWriter();
      writer.addAll(a, List.of(0, -1, 1));
      writer.addAll(b, List.of(2, 3));
      IdSet own = new IdSet();
      own.add(77);
      writer.add(4, own);
      Path path = directory.resolve("merged");
      writer.write(path, 5);
      Map<Long, Set<Integer>> expected = new HashMap<>();
      first.forEach((hash, of) ->
          of.stream()
              .filter(block -> block != 1)
              .forEach(block ->
                  expected.computeIfAbsent(hash, h -> new TreeSet<>()).add(block == 2 ? 1 : 0)));
      second.forEach((hash, of) ->
          of.forEach(block -> expected.computeIfAbsent(hash, h -> new TreeSet<>()).add(block + 2)));
      expected.computeIfAbsent(77L, h -> new TreeSet<>()).add(4);
      try (IdTable merged = new IdTable(path)) {
        first.keySet().forEach(hash -> expected.putIfAbsent(hash, Set.of()));
        expected.forEach((hash, of) -> assertThat(blocks(merged, hash)).isEqualTo(of));
      }
    }
  }

  @Test
  void damageIsNoticed() throws Exception {
    Path path = write(new HashMap<>(), 3, 50);
    byte[] bytes = Files.readAllBytes(path);
    for (int at = 0; at < bytes.length; at += 7) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 4;
      Files.write(path, damaged);
      assertThatThrownBy(
              () -> {
                try (IdTable table = new IdTable(path)) {
                  table.checkEntries();
                }
              })
          .as("byte %s", at)
          .isInstanceOf(CorruptBlockException.class);
    }
  }
}
