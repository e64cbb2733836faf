package dev.clew.logstore.pipes.stats;

import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field by which rows are grouped.
 *
 * @param step width of the buckets that its values fall into, of time in nanoseconds; 0 for the
 *     values themselves, NaN for a width that fits the range
 * @param shown the width as typed
 */
public record GroupField(String field, double step, String shown) {
  private static final String TIME = "time";

  /** As many buckets as a chart shows well. */
  private static final int AUTOMATIC_BUCKETS = 60;

  private static final List<Duration> NICE_STEPS =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(6),
          Duration.ofHours(12),
          Duration.ofDays(1));

  /** A field by its values. */
  public static GroupField values(String field) {
    return new GroupField(field, 0, "");
  }

  /** Reads a list: {@code (service, time:5m)}, the parentheses not needed. */
  public static List<GroupField> parse(PipeReader reader) {
    List<GroupField> by = new ArrayList<>();
    boolean open = reader.takeIf("(");
    if (open && reader.takeIf(")")) {
      return by;
    }
    do {
      by.add(one(reader));
    } while (reader.takeIf(","));
    if (open) {
      reader.expect(")");
    }
    // Time comes first: such a table is a chart.
    List<GroupField> ordered = new ArrayList<>(by);
    ordered.sort((a, b) -> Boolean.compare(b.isTime(), a.isTime()));
    return ordered;
  }

  private static GroupField one(PipeReader reader) {
    String field = reader.field();
    if (!reader.takeIf(":")) {
      return field.equals(TIME) ? new GroupField(field, Double.NaN, "") : values(field);
    }
    PipeReader.Token step = reader.peek();
    if (field.equals(TIME) && reader.takeIf("auto")) {
      return new GroupField(field, Double.NaN, "");
    }
    double number = Filter.Operand.of(step.text()).number();
    if (field.equals(TIME) && !(number >= 1e6)) {
      throw PipeReader.fault(
          "time:" + step.text() + " (expected: a duration of at least 1ms, such as 5m)",
          step.from());
    }
    if (!(number > 0)) {
      throw PipeReader.fault(
          field + ":" + step.text() + " (expected: the width of a bucket, such as 100)",
          step.from());
    }
    reader.take();
    return new GroupField(field, number, step.text());
  }

  boolean isTime() {
    return field.equals(TIME);
  }

  /** The width of a bucket of time, whole milliseconds. */
  long timeStep(TimeRange range) {
    if (!Double.isNaN(step)) {
      return Math.max(1, Math.round(step / 1e6)) * 1_000_000L;
    }
    long wanted = (range.endNanos() - range.startNanos()) / AUTOMATIC_BUCKETS;
    return NICE_STEPS.stream()
        .mapToLong(Duration::toNanos)
        .filter(nanos -> nanos >= wanted)
        .findFirst()
        .orElse(Duration.ofDays(1).toNanos());
  }

  /** The bucket of a value, or the value itself. */
  @Nullable Cell bucket(@Nullable Cell cell, long timeStep) {
    if (cell == null || step == 0) {
      return cell;
    }
    if (isTime()) {
      return switch (cell) {
        case Cell.Time time -> timeBucket(time.nanos(), timeStep);
        case Cell.Bucket before -> timeBucket(before.startMillis() * 1_000_000L, timeStep);
        default -> null;
      };
    }
    double number = cell.number();
    return Double.isNaN(number) ? null : Cell.of(Math.floor(number / step) * step);
  }

  static Cell timeBucket(long nanos, long timeStep) {
    return new Cell.Bucket(Math.floorDiv(nanos, timeStep) * (timeStep / 1_000_000L));
  }

  @Override
  public String toString() {
    return PipeReader.shown(field) + (shown.isEmpty() ? "" : ":" + shown);
  }
}
