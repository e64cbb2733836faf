package dev.clew.storage.block.life;

import dev.clew.model.Attributes;
import dev.clew.model.TimeRange;
import dev.clew.model.time.GuardedClock;
import dev.clew.storage.block.filter.BlockMatcher;
import dev.clew.storage.block.filter.FilterCompiler;
import dev.clew.storage.block.segment.Partition;
import dev.clew.storage.block.segment.Scan;
import dev.clew.storage.column.BlockBuilder;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.RowSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long rows are kept: as the first rule says that wants them, or else as long as the store
 * keeps rows. Rows that are kept equally long lie in a {@link Partition} per day. While it is not
 * sure what time it is, everything counts from the earliest that it can be, and nothing is expired.
 * Thread-safe.
 */
public final class Retention {
  /** Severities have 24 numbers; 0 stands for none. */
  private static final int MOST_SYMBOL = 24;

  private final Duration standard;
  private final List<Rule> rules = new ArrayList<>();
  private final RowSchema schema;
  private final GuardedClock clock;
  private final Duration maxFuture;
  private final Duration longest;

  private record Rule(BlockMatcher matcher, int days) {}

  public Retention(BlockStoreConfig config, RowSchema schema, GuardedClock clock) {
    this.standard = config.retention();
    this.schema = schema;
    this.clock = clock;
    this.maxFuture = config.maxFuture();
    FilterCompiler compiler = new FilterCompiler(schema, clock);
    Duration most = standard;
    for (RetentionRule rule : config.rules()) {
      rules.add(new Rule(compiler.compile(rule.filter()), rule.days()));
      Duration kept = Duration.ofDays(rule.days());
      most = kept.compareTo(most) > 0 ? kept : most;
    }
    this.longest = most;
  }

  /** What rows are held against that come in one batch. */
  record Bounds(long nowNanos, long oldestNanos, long newestNanos) {}

  /**
   * The present, the first instant of the oldest day that any row is kept of, and the last instant
   * that rows may be of.
   */
  Bounds bounds() {
    return new Bounds(
        TimeRange.nanosOf(clock.instant()),
        firstDay(nowNanos(), longest) * Partition.DAY_NANOS,
        latestNanos());
  }

  private long nowNanos() {
    return TimeRange.nanosOf(clock.earliest());
  }

  private long latestNanos() {
    return TimeRange.nanosOf(clock.latest()) + maxFuture.toNanos();
  }

  /** The present day, or the last one that may be. */
  long latestDay() {
    return Math.floorDiv(TimeRange.nanosOf(clock.latest()), Partition.DAY_NANOS);
  }

  /** Whether its rows come from a clock that was wrong: today nobody may write to that day. */
  boolean isBeyondFuture(Partition partition) {
    return clock.trusted() && partition.day() > Math.floorDiv(latestNanos(), Partition.DAY_NANOS);
  }

  private static long firstDay(long nowNanos, Duration kept) {
    return Math.floorDiv(nowNanos - kept.toNanos(), Partition.DAY_NANOS);
  }

  /** The first instant of the oldest day that the store keeps rows of without a rule. */
  long retainedSince() {
    return firstDay(nowNanos(), standard) * Partition.DAY_NANOS;
  }

  private Duration of(Partition partition) {
    return partition.keepDays() == 0 ? standard : Duration.ofDays(partition.keepDays());
  }

  boolean isExpired(Partition partition) {
    return clock.trusted() && partition.day() < firstDay(nowNanos(), of(partition));
  }

  /** The instant from which on a partition is expired, counted from its beginning. */
  long expiryNanos(Partition partition) {
    return partition.day() * Partition.DAY_NANOS + of(partition).toNanos();
  }

  /** The rows of a block by how many days their rule keeps them; 0 stands for no rule. */
  Map<Integer, BitSet> classes(BlockRows rows) {
    Map<Integer, BitSet> classes = new TreeMap<>();
    BitSet left = Scan.all(rows.rows());
    for (Rule rule : rules) {
      if (left.isEmpty()) {
        break;
      }
      BitSet found = rule.matcher().match(rows, (BitSet) left.clone());
      if (!found.isEmpty()) {
        left.andNot(found);
        classes.computeIfAbsent(rule.days(), days -> new BitSet()).or(found);
      }
    }
    if (!left.isEmpty()) {
      classes.put(0, left);
    }
    return classes;
  }

  /**
   * The first instant of the oldest day that rows of a service are kept of, whatever their
   * severity: there may be rules for some only.
   *
   * @param withoutRule the instant for rows that no rule wants
   */
  long retainedSince(String service, long withoutRule) {
    if (rules.isEmpty()) {
      return withoutRule;
    }
    BlockBuilder samples = new BlockBuilder(schema.columnKeys());
    for (int number = 0; number <= MOST_SYMBOL; number++) {
      samples.begin(nowNanos(), number);
      samples.group(Attributes.of(schema.coverageAttribute(), service), 1);
      for (Field field : schema.fields()) {
        if (field.symbols() != null) {
          samples.column(field.number());
          samples.number(number);
        }
      }
      samples.end();
    }
    samples.mark();
    long oldest = Long.MAX_VALUE;
    for (int days : classes(samples.view()).keySet()) {
      long since =
          days == 0
              ? withoutRule
              : firstDay(nowNanos(), Duration.ofDays(days)) * Partition.DAY_NANOS;
      oldest = Math.min(oldest, since);
    }
    return oldest;
  }
}
