package dev.clew.storage.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.Attributes;
import dev.clew.storage.bytes.CorruptBlockException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockFormatTest {
  private static final ColumnKey TEXT = new ColumnKey("text", ColumnType.TEXT);
  private static final ColumnKey LONG_TEXT = new ColumnKey("long", ColumnType.TEXT);
  private static final ColumnKey NUMBER = new ColumnKey("number", ColumnType.WHOLE);
  private static final ColumnKey REAL = new ColumnKey("real", ColumnType.REAL);
  private static final ColumnKey ID64 = new ColumnKey("id64", ColumnType.ID64);
  private static final ColumnKey ID128 = new ColumnKey("id128", ColumnType.ID128);
  private static final ColumnKey CONSTANT = new ColumnKey("constant", ColumnType.WHOLE);

  private static BlockBuilder random(long seed, int rows) {
    Random random = new Random(seed);
    BlockBuilder builder = new BlockBuilder(List.of());
    long time = 1_795_000_000_000_000_000L;
    for (int row = 0; row < rows; row++) {
      time += random.nextInt(3_000_000) - 100_000;
      builder.begin(time, row);
      int group = random.nextInt(3);
      builder.group(Attributes.of("resource.service.name", "service" + group), group);
      if (random.nextInt(3) > 0) {
        text(builder, TEXT, "value " + random.nextInt(9));
      }
      text(builder, LONG_TEXT, "row " + row + " says " + random.nextLong());
      number(builder, NUMBER, random.nextLong() >> random.nextInt(64));
      if (random.nextBoolean()) {
        number(builder, REAL, Double.doubleToRawLongBits(random.nextGaussian()));
      }
      if (random.nextBoolean()) {
        number(builder, ID64, random.nextLong());
        builder.column(ID128.name(), ID128.type());
        builder.id(random.nextInt(4), 1 + random.nextInt(20));
      }
      number(builder, CONSTANT, 200);
      builder.end();
    }
    builder.mark();
    return builder;
  }

  private static void text(BlockBuilder builder, ColumnKey key, String value) {
    builder.column(key.name(), key.type());
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    builder.bytes(bytes, 0, bytes.length);
  }

  private static void number(BlockBuilder builder, ColumnKey key, long value) {
    builder.column(key.name(), key.type());
    builder.number(value);
  }

  private static void assertSame(BlockRows actual, BlockRows expected) {
    assertThat(actual.rows()).isEqualTo(expected.rows());
    assertThat(actual.times()).isEqualTo(expected.times());
    assertThat(actual.sequences()).isEqualTo(expected.sequences());
    assertThat(actual.groupOfRow()).isEqualTo(expected.groupOfRow());
    assertThat(actual.groups()).isEqualTo(expected.groups());
    assertThat(actual.columns()).containsExactlyInAnyOrderElementsOf(expected.columns());
    for (ColumnKey key : expected.columns()) {
      for (int row = 0; row < expected.rows(); row++) {
        assertThat(value(actual.column(key), row))
            .as("%s of row %s", key, row)
            .isEqualTo(value(expected.column(key), row));
      }
    }
  }

  private static Object value(Column column, int row) {
    if (!column.has(row)) {
      return "nothing";
    }
    return switch (column) {
      case BytesColumn bytes -> bytes.text(bytes.entry(row));
      case LongColumn numbers -> numbers.value(row);
      case IdColumn ids -> ids.high(row) + "/" + ids.low(row);
    };
  }

  @Test
  void aBlockIsReadBackAsItWas() {
    for (int rows : new int[] {1, 2, 3, 17, 300, 2000}) {
      SortedRows sorted = SortedRows.of(random(rows, rows).view(), 8192).getFirst();
      byte[] encoded = BlockEncoder.encode(sorted);
      assertSame(new StoredRows(MemorySegment.ofArray(encoded)), sorted);
    }
  }

  @Test
  void rowsBeyondTheLimitGoToFurtherBlocks() {
    List<SortedRows> pieces = SortedRows.of(random(5, 1000).view(), 400);
    assertThat(pieces).extracting(SortedRows::rows).containsExactly(333, 333, 334);
  }

  @Test
  void appendingABlockKeepsItsRows() {
    SortedRows sorted = SortedRows.of(random(9, 200).view(), 8192).getFirst();
    BlockBuilder builder = new BlockBuilder(List.of(TEXT));
    builder.append(sorted, IntStream.range(0, sorted.rows()).toArray(), 0, sorted.rows());
    assertSame(SortedRows.of(builder.view(), 8192).getFirst(), sorted);
  }

  @Test
  void readsOnlyTheColumnsThatAreAskedFor() {
    byte[] encoded = BlockEncoder.encode(SortedRows.of(random(3, 2000).view(), 8192).getFirst());
    StoredRows block = new StoredRows(MemorySegment.ofArray(encoded));
    block.column(CONSTANT);
    assertThat(block.bytesRead()).isLessThan(1000);
    block.column(LONG_TEXT);
    assertThat(block.bytesRead()).isGreaterThan(10_000);
  }

  @Test
  void everyFlippedByteIsNoticedAndNamed() {
    SortedRows sorted = SortedRows.of(random(4, 40).view(), 8192).getFirst();
    byte[] encoded = BlockEncoder.encode(sorted);
    for (int at = 0; at < encoded.length; at++) {
      byte[] damaged = encoded.clone();
      damaged[at] ^= 0x10;
      assertThatThrownBy(() -> readAll(damaged))
          .as("byte %s", at)
          .isInstanceOf(CorruptBlockException.class)
          .hasMessageContaining("at byte");
    }
  }

  @Test
  void everyShortenedBlockIsNoticed() {
    byte[] encoded = BlockEncoder.encode(SortedRows.of(random(4, 40).view(), 8192).getFirst());
    for (int length = 0; length < encoded.length; length++) {
      byte[] torn = java.util.Arrays.copyOf(encoded, length);
      assertThatThrownBy(() -> readAll(torn)).isInstanceOf(CorruptBlockException.class);
    }
  }

  private static void readAll(byte[] block) {
    StoredRows rows = new StoredRows(MemorySegment.ofArray(block));
    rows.times();
    rows.sequences();
    rows.groupOfRow();
    rows.columns().forEach(rows::column);
  }
}
