package dev.clew.storage.column;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.model.Attributes;
import dev.clew.storage.bytes.ByteInput;
import dev.clew.storage.bytes.ByteOutput;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.bytes.LongCodec;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is written into a column is read back, whatever it is. */
class CodecFuzzTest {
  private static final ColumnKey BODY = new ColumnKey("body", ColumnType.TEXT);

  /** Fewer values have no templates. */
  private static final int ROWS = 64;

  /** The lines are log messages; they are repeated with other numbers until there are enough. */
  @FuzzTest
  void templates(byte[] lines) {
    List<byte[]> rows = rows(lines);
    BlockBuilder builder = new BlockBuilder(List.of());
    for (byte[] row : rows) {
      builder.begin(1, builder.rows());
      builder.group(Attributes.EMPTY, 0);
      builder.column(BODY.name(), BODY.type());
      builder.bytes(row, 0, row.length);
      builder.end();
    }
    builder.mark();
    byte[] block = BlockEncoder.encode(SortedRows.of(builder.view(), rows.size()).getFirst());
    BytesColumn one = column(block);
    BytesColumn whole = column(block);
    for (int row = 0; row < rows.size(); row++) {
      assertThat(one.copy(one.entry(row))).isEqualTo(rows.get(row));
      int entry = whole.entry(row);
      assertThat(Arrays.copyOfRange(whole.bytes(), whole.start(entry), whole.end(entry)))
          .isEqualTo(rows.get(row));
    }
  }

  private static BytesColumn column(byte[] block) {
    return (BytesColumn) new StoredRows(MemorySegment.ofArray(block)).column(BODY);
  }

  private static List<byte[]> rows(byte[] lines) {
    List<byte[]> rows = new ArrayList<>();
    for (int round = 0; rows.isEmpty() || (rows.size() < ROWS && lines.length > 0); round++) {
      int from = 0;
      for (int at = 0; at <= lines.length; at++) {
        if (at == lines.length || lines[at] == '\n') {
          byte[] row = Arrays.copyOfRange(lines, from, at);
          for (int i = row.length - 1; round > 0 && i >= 0; i--) {
            if (row[i] >= '0' && row[i] <= '9') {
              row[i] = (byte) ('0' + (row[i] - '0' + round) % 10);
              break;
            }
          }
          rows.add(row);
          from = at + 1;
        }
      }
    }
    return rows;
  }

  @FuzzTest
  void numbers(byte[] bytes) {
    long[] numbers = new long[bytes.length / 8];
    ByteBuffer.wrap(bytes).asLongBuffer().get(numbers);
    ByteOutput out = new ByteOutput(64);
    LongCodec.write(out, numbers, numbers.length);
    ByteInput in = new ByteInput(out.array(), 0, out.length());
    assertThat(LongCodec.read(in, numbers.length)).isEqualTo(numbers);
    assertThat(in.remaining()).isZero();
  }

  @FuzzTest
  void attributes(byte[] bytes) {
    Attributes attributes;
    try {
      attributes = AttributesCodec.read(new ByteInput(bytes, 0, bytes.length));
    } catch (CorruptBlockException e) {
      return;
    }
    ByteOutput out = new ByteOutput(64);
    AttributesCodec.write(out, attributes);
    assertThat(AttributesCodec.read(new ByteInput(out.array(), 0, out.length())))
        .isEqualTo(attributes);
  }
}
