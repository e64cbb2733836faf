package dev.clew.storage.column;

import static org.assertj.core.api.Assertions.fail;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.model.Attributes;
import dev.clew.storage.bytes.ByteInput;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.files.Checksums;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged blocks whose checksums are right all the same: the decoders themselves have to notice,
 * and never with anything but a {@link CorruptBlockException}. The seed is in the name of the test;
 * {@code -Dclew.fuzz.rounds=N} makes it longer.
 */
class BlockFuzzTest {
  private static final int ROUNDS = Integer.getInteger("clew.fuzz.rounds", 1500);
  private static final int HEADER = BlockEncoder.HEADER_LENGTH;

  private record Slice(int checksumAt, int from, int length) {}

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void readsOrSaysThatItIsDamaged(long seed) {
    Random random = new Random(seed);
    byte[][] valid = {block(random, 1), block(random, 40), block(random, 700)};
    for (int round = 0; round < ROUNDS; round++) {
      byte[] block = valid[random.nextInt(valid.length)].clone();
      List<Slice> slices = slices(block);
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        damage(block, slices.get(random.nextInt(slices.size())), random);
      }
      seal(block, slices);
      try {
        readAll(block);
      } catch (CorruptBlockException e) {
        // as it should be
      } catch (RuntimeException | OutOfMemoryError e) {
        fail("seed " + seed + ", round " + round, e);
      }
    }
  }

  static Stream<byte[]> blocks() {
    Random random = new Random(30);
    return Stream.of(block(random, 1), block(random, 40), block(random, 700));
  }

  /** Any bytes, once their checksums are right. */
  @MethodSource("blocks")
  @FuzzTest
  void block(byte[] bytes) {
    byte[] block = bytes.clone();
    try {
      int directory = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
      if (directory >= 0 && directory <= block.length - HEADER) {
        seal(block, slices(block));
      }
    } catch (CorruptBlockException | IndexOutOfBoundsException e) {
      // without a directory there is nothing to seal
    }
    try {
      readAll(block);
    } catch (CorruptBlockException e) {
      // as it should be
    }
  }

  private static void damage(byte[] block, Slice slice, Random random) {
    if (slice.length() == 0) {
      return;
    }
    int at = slice.from() + random.nextInt(Math.min(slice.length(), 64));
    switch (random.nextInt(4)) {
      case 0 -> block[at] = (byte) random.nextInt(256);
      case 1 -> block[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> block[at] = (byte) 0xFF;
      default -> {
        int end = Math.min(slice.from() + slice.length(), at + 1 + random.nextInt(12));
        for (int i = at; i < end; i++) {
          block[i] = (byte) random.nextInt(256);
        }
      }
    }
  }

  private static List<Slice> slices(byte[] block) {
    ByteBuffer header = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    int end = HEADER + header.getInt(12);
    ByteInput in = new ByteInput(block, HEADER, end);
    List<Slice> slices = new ArrayList<>();
    int offset = end;
    for (int columns = in.u32(); columns > 0; columns--) {
      in.string();
      in.u8();
      int length = (int) in.varint();
      slices.add(new Slice(in.position(), offset, length));
      in.u32();
      offset += length;
    }
    return slices;
  }

  private static void seal(byte[] block, List<Slice> slices) {
    ByteBuffer bytes = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    for (Slice slice : slices) {
      bytes.putInt(slice.checksumAt(), Checksums.crc32c(block, slice.from(), slice.length()));
    }
    int directory = bytes.getInt(12);
    byte[] checked = new byte[16 + directory];
    System.arraycopy(block, 0, checked, 0, 16);
    System.arraycopy(block, HEADER, checked, 16, directory);
    bytes.putInt(16, Checksums.crc32c(checked));
  }

  /** Rows as services log them, so that every encoding of a column is used. */
  private static byte[] block(Random random, int rows) {
    BlockBuilder builder = new BlockBuilder(List.of());
    for (int row = 0; row < rows; row++) {
      builder.begin(1_795_000_000_000_000_000L + random.nextInt(1_000_000_000), row);
      int group = random.nextInt(2);
      builder.group(Attributes.of("resource.service.name", "service" + group), group);
      text(
          builder,
          "body",
          switch (random.nextInt(4)) {
            case 0 ->
                "order " + random.nextInt(100_000) + " accepted in " + random.nextInt(99) + "ms";
            case 1 ->
                "user " + Long.toHexString(random.nextLong()) + " logged in from 10.0.0." + row;
            case 2 -> "{\"level\":\"info\",\"order.id\":\"o-" + random.nextInt(1000) + "\"}";
            default -> "java.lang.IllegalStateException: nö\n\tat com.shop.Cart.add(Cart.java:42)";
          });
      text(builder, "route", "/cart/" + random.nextInt(3));
      text(builder, "uuid", new java.util.UUID(random.nextLong(), random.nextLong()).toString());
      number(builder, ColumnType.WHOLE, "status", 200 + random.nextInt(3) * 100L);
      number(builder, ColumnType.WHOLE, "size", random.nextLong() >> random.nextInt(64));
      if (random.nextBoolean()) {
        number(
            builder, ColumnType.REAL, "ratio", Double.doubleToRawLongBits(random.nextInt(9) / 4.0));
        number(builder, ColumnType.ID64, "span_id", random.nextLong());
        builder.column("trace_id", ColumnType.ID128);
        builder.id(random.nextInt(4), 1 + random.nextInt(20));
      }
      builder.end();
    }
    builder.mark();
    return BlockEncoder.encode(SortedRows.of(builder.view(), 8192).getFirst());
  }

  private static void text(BlockBuilder builder, String name, String value) {
    builder.column(name, ColumnType.TEXT);
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    builder.bytes(bytes, 0, bytes.length);
  }

  private static void number(BlockBuilder builder, ColumnType type, String name, long value) {
    builder.column(name, type);
    builder.number(value);
  }

  private static void readAll(byte[] block) {
    StoredRows rows = new StoredRows(MemorySegment.ofArray(block));
    rows.times();
    rows.sequences();
    rows.groupOfRow();
    for (ColumnKey key : rows.columns()) {
      Column column = rows.column(key);
      for (int row = 0; column != null && row < rows.rows(); row++) {
        if (!column.has(row)) {
          continue;
        }
        switch (column) {
          case BytesColumn bytes -> bytes.copy(bytes.entry(row));
          case LongColumn numbers -> numbers.value(row);
          case IdColumn ids -> ids.high(row);
        }
      }
    }
  }
}
