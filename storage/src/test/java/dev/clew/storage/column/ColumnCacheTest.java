package dev.clew.storage.column;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.Attributes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColumnCacheTest {
  private static final ColumnKey BODY = new ColumnKey("body", ColumnType.TEXT);
  private static final ColumnKey A = new ColumnKey("a", ColumnType.WHOLE);

  private static byte[] block() {
    BlockBuilder builder = new BlockBuilder(List.of());
    for (int row = 0; row < 200; row++) {
      builder.begin(row * 3L, row);
      builder.group(Attributes.of("service", "s"), 0);
      builder.column(BODY.name(), BODY.type());
      byte[] body = ("order " + row + " accepted").getBytes(StandardCharsets.UTF_8);
      builder.bytes(body, 0, body.length);
      builder.end();
    }
    builder.mark();
    return BlockEncoder.encode(SortedRows.of(builder.view(), 8192).getFirst());
  }

  @Test
  void aBlockReadBeforeNeedsNoByteOfTheFileAnyMore() {
    ColumnCache cache = new ColumnCache(1 << 20);
    byte[] block = block();
    MemorySegment closed;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mapped = arena.allocate(block.length);
      mapped.copyFrom(MemorySegment.ofArray(block));
      read(new StoredRows(mapped, cache.block(this, 7)));
      closed = mapped;
    }
    assertThat(cache.hits()).isZero();
    assertThat(cache.bytes()).isPositive();
    StoredRows again = new StoredRows(closed, cache.block(this, 7));
    read(again);
    assertThat(again.bytesRead()).isZero();
    assertThat(cache.misses()).isEqualTo(6);
    assertThat(cache.hits()).isEqualTo(6);
  }

  private static void read(StoredRows rows) {
    assertThat(rows.times()[199]).isEqualTo(199 * 3);
    assertThat(rows.sequences()).hasSize(200);
    assertThat(rows.groupOfRow()).hasSize(200).containsOnly(0);
    assertThat(rows.groups()).containsExactly(Attributes.of("service", "s"));
    assertThat(((BytesColumn) rows.column(BODY)).text(17)).isEqualTo("order 17 accepted");
  }

  @Test
  void staysWithinItsBytesAndKeepsWhatIsAskedForAgain() {
    ColumnCache cache = new ColumnCache(100_000);
    cache.block(this, 0).put(A, "often", 1000);
    for (int block = 1; block < 1000; block++) {
      cache.block(this, block).put(A, "once", 1000);
      assertThat(cache.block(this, 0).get(A)).isEqualTo("often");
      assertThat(cache.bytes()).isLessThanOrEqualTo(100_000);
    }
    long kept =
        IntStream.range(1, 1000).filter(block -> cache.block(this, block).get(A) != null).count();
    assertThat(kept).isBetween(1L, 100L);
  }

  @Test
  void forgetsAnOwnerAndKeepsNothingThatIsTooLarge() {
    ColumnCache cache = new ColumnCache(10_000);
    cache.block("large", 0).put(A, "x", 9_000);
    assertThat(cache.bytes()).isZero();
    cache.block("one", 0).put(A, "x", 500);
    cache.block("other", 0).put(A, "y", 500);
    assertThat(cache.block("other", 0).get(A)).isEqualTo("y");
    cache.drop("one");
    cache.drop("other");
    assertThat(cache.bytes()).isZero();
    assertThat(cache.block("other", 0).get(A)).isNull();
  }

  @Test
  void withoutRoomItKeepsNothing() {
    ColumnCache cache = new ColumnCache(0);
    cache.block(this, 0).put(A, "x", 1);
    assertThat(cache.block(this, 0).get(A)).isNull();
  }
}
