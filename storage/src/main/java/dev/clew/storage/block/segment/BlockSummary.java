package dev.clew.storage.block.segment;

import dev.clew.model.seam.ServiceCoverage;
import dev.clew.storage.bytes.ByteInput;
import dev.clew.storage.bytes.ByteOutput;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.LongColumn;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.RowSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the index says of a block besides its terms: a varint for the version (1) and for the rows,
 * zigzag varints for the least and greatest time, varints for offset and length in the data file;
 * then the {@link BlockCounts}: a varint of fields, each with its number, a varint of numbers, each
 * with its rows; a varint of values of the coverage attribute, each a string, its rows, and its
 * rows with the ID.
 */
public record BlockSummary(
    int rows, long minTime, long maxTime, long offset, int length, BlockCounts counts) {
  private static final int VERSION = 1;

  public static BlockSummary of(RowSchema schema, BlockRows block, int length) {
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    long[] times = block.times();
    for (int row = 0; row < block.rows(); row++) {
      min = Math.min(min, times[row]);
      max = Math.max(max, times[row]);
    }
    return new BlockSummary(block.rows(), min, max, 0, length, counts(schema, block));
  }

  private static BlockCounts counts(RowSchema schema, BlockRows block) {
    Map<Integer, Map<Integer, Integer>> symbols = new HashMap<>();
    for (Field field : schema.fields()) {
      if (field.symbols() != null) {
        Map<Integer, Integer> counts = new HashMap<>();
        LongColumn numbers = (LongColumn) block.column(field.key());
        for (int row = 0; row < block.rows(); row++) {
          counts.merge(numbers == null ? 0 : (int) numbers.value(row), 1, Integer::sum);
        }
        symbols.put(field.number(), counts);
      }
    }
    CoverageCounter coverage = new CoverageCounter(schema);
    coverage.addRows(block, Scan.all(block.rows()));
    return new BlockCounts(symbols, coverage.result());
  }

  public BlockSummary at(long newOffset) {
    return new BlockSummary(rows, minTime, maxTime, newOffset, length, counts);
  }

  LostRows asLost() {
    return new LostRows(offset, length, 1, rows, minTime, maxTime);
  }

  public byte[] write() {
    ByteOutput out = new ByteOutput(128);
    out.varint(VERSION);
    out.varint(rows);
    out.zigzag(minTime);
    out.zigzag(maxTime);
    out.varint(offset);
    out.varint(length);
    out.varint(counts.symbols().size());
    counts
        .symbols()
        .forEach((field, numbers) -> {
          out.varint(field);
          out.varint(numbers.size());
          numbers.forEach((number, count) -> {
            out.varint(number);
            out.varint(count);
          });
        });
    out.varint(counts.coverage().size());
    for (ServiceCoverage service : counts.coverage()) {
      out.string(service.service());
      out.varint(service.records());
      out.varint(service.withTraceContext());
    }
    return out.toByteArray();
  }

  /**
   * @param names makes equal names one object: a day has thousands of blocks and few services
   */
  static BlockSummary read(byte[] bytes, Map<String, String> names) {
    ByteInput in = new ByteInput(bytes, 0, bytes.length);
    long version = in.varint();
    if (version != VERSION) {
      throw new CorruptBlockException("summary version " + version, 0);
    }
    int rows = in.count(Integer.MAX_VALUE);
    long minTime = in.zigzag();
    long maxTime = in.zigzag();
    long offset = in.varint();
    int length = in.count(Integer.MAX_VALUE);
    Map<Integer, Map<Integer, Integer>> symbols = new HashMap<>();
    int fields = in.count(in.remaining());
    for (int i = 0; i < fields; i++) {
      int field = in.count(Integer.MAX_VALUE);
      Map<Integer, Integer> numbers = new HashMap<>();
      int count = in.count(in.remaining());
      for (int j = 0; j < count; j++) {
        numbers.put(in.count(Integer.MAX_VALUE), in.count(Integer.MAX_VALUE));
      }
      symbols.put(field, numbers);
    }
    List<ServiceCoverage> coverage = new ArrayList<>();
    int services = in.count(in.remaining());
    for (int i = 0; i < services; i++) {
      String name = in.string();
      String shared = names.computeIfAbsent(name, n -> n);
      coverage.add(new ServiceCoverage(shared, in.varint(), in.varint()));
    }
    return new BlockSummary(
        rows, minTime, maxTime, offset, length, new BlockCounts(symbols, coverage));
  }
}
