package dev.clew.storage.block.pattern;

import dev.clew.model.memory.QueryMemory;
import dev.clew.storage.rows.Patterns;
import dev.clew.storage.text.ColourCodes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is counted of one pattern. Names of symbols and services are numbered by the counter. */
final class PatternTally {
  /** Samples are read by people. */
  private static final int LONGEST_SAMPLE = 4096;

  final byte[] template;
  private final long[] counts;
  private long[] symbols = new long[4];
  private long[] services = new long[4];
  private long count;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private byte[] sample = {};

  /**
   * @param template normal, as {@link PatternTable} made it
   */
  PatternTally(byte[] template, int buckets) {
    // With its words while patterns are joined, and its sample.
    QueryMemory.current().take(400 + 4L * template.length + 8L * buckets + LONGEST_SAMPLE / 4);
    this.template = template;
    this.counts = new long[buckets];
  }

  long count() {
    return count;
  }

  void add(long time, int bucket, int symbol, int service) {
    count++;
    first = Math.min(first, time);
    last = Math.max(last, time);
    counts[bucket]++;
    if (symbol >= symbols.length) {
      symbols = Arrays.copyOf(symbols, symbol * 2);
    }
    symbols[symbol]++;
    if (service >= services.length) {
      services = Arrays.copyOf(services, service * 2);
    }
    services[service]++;
  }

  void add(PatternTally other) {
    if (count == 0) {
      sample = other.sample;
    }
    count += other.count;
    first = Math.min(first, other.first);
    last = Math.max(last, other.last);
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    symbols = sum(symbols, other.symbols);
    services = sum(services, other.services);
  }

  private static long[] sum(long[] a, long[] b) {
    long[] sum = Arrays.copyOf(a, Math.max(a.length, b.length));
    for (int i = 0; i < b.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }

  boolean needsSample() {
    return count == 0;
  }

  void sample(byte[] text) {
    sample = text.length <= LONGEST_SAMPLE ? text : Arrays.copyOf(text, LONGEST_SAMPLE);
  }

  Patterns.Pattern result(String text, List<String> symbolNames, List<String> serviceNames) {
    return new Patterns.Pattern(
        ColourCodes.without(text),
        text,
        count,
        first,
        last,
        counts,
        named(symbols, symbolNames),
        named(services, serviceNames),
        new String(sample, StandardCharsets.UTF_8));
  }

  private static Map<String, Long> named(long[] counts, List<String> names) {
    Map<String, Long> named = new TreeMap<>();
    for (int i = 0; i < Math.min(counts.length, names.size()); i++) {
      if (counts[i] > 0) {
        named.merge(names.get(i), counts[i], Long::sum);
      }
    }
    return named;
  }
}
