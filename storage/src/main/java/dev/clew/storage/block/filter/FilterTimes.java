package dev.clew.storage.block.filter;

import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.model.query.TimeText;
import java.util.List;
import java.util.OptionalLong;

/** What a filter says of the time of rows. */
public final class FilterTimes {
  private FilterTimes() {}

  /** The part of the range outside of which the filter wants nothing. */
  public static TimeRange narrowed(TimeRange range, Filter filter, long nowNanos) {
    return switch (filter) {
      case Filter.And and -> {
        TimeRange left = range;
        for (Filter part : and.of()) {
          left = narrowed(left, part, nowNanos);
        }
        yield left;
      }
      case Filter.Compare compare when FilterCompiler.isTime(compare) -> {
        OptionalLong limit = TimeText.nanos(compare.operand().text(), nowNanos);
        yield limit.isEmpty() ? range : narrowed(range, compare.op(), limit.getAsLong());
      }
      default -> range;
    };
  }

  private static TimeRange narrowed(TimeRange range, Filter.Op op, long limit) {
    long start = range.startNanos();
    long end = range.endNanos();
    switch (op) {
      case GREATER, AT_LEAST -> start = Math.max(start, limit);
      case LESS -> end = Math.min(end, limit);
      case AT_MOST -> end = Math.min(end, limit == Long.MAX_VALUE ? limit : limit + 1);
    }
    return start < end ? new TimeRange(start, end) : new TimeRange(start, start);
  }

  /** The same filter with instants in place of times relative to the present. */
  public static Filter fixed(Filter filter, long nowNanos) {
    return switch (filter) {
      case Filter.And and -> new Filter.And(fixed(and.of(), nowNanos));
      case Filter.Or or -> new Filter.Or(fixed(or.of(), nowNanos));
      case Filter.Not not -> new Filter.Not(fixed(not.of(), nowNanos));
      case Filter.Compare compare
          when FilterCompiler.isTime(compare) && compare.operand().text().startsWith("now") -> {
        long limit = TimeText.nanos(compare.operand().text(), nowNanos).orElseThrow();
        String instant = TimeRange.instantOf(limit).toString();
        yield new Filter.Compare(compare.field(), compare.op(), Filter.Operand.of(instant));
      }
      default -> filter;
    };
  }

  private static List<Filter> fixed(List<Filter> filters, long nowNanos) {
    return filters.stream().map(filter -> fixed(filter, nowNanos)).toList();
  }
}
