package dev.clew.logstore.pipes.stage;

import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.Pipe;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.logstore.pipes.flow.PipeRow;
import dev.clew.model.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * {@code sort by (count desc, service) limit 10}. With a limit it holds no more rows than that;
 * without one it holds all, as far as memory goes.
 *
 * @param limit 0 for none
 */
public record SortPipe(List<Key> keys, int limit) implements Pipe {
  private static final int MOST = 1_000_000;

  /** A field and its direction. */
  public record Key(String field, boolean descending) {
    @Override
    public String toString() {
      return PipeReader.shown(field) + (descending ? " desc" : "");
    }

    Comparator<PipeRow> comparator() {
      boolean severity = field.equals("severity") || field.equals("level");
      Comparator<PipeRow> byValue = StatsPipe.byColumn(field, descending);
      if (!severity) {
        return byValue;
      }
      Comparator<PipeRow> bySeverity = Comparator.comparingInt(row -> ordinal(row.text(field)));
      return (descending ? bySeverity.reversed() : bySeverity).thenComparing(byValue);
    }

    private static int ordinal(String text) {
      Severity severity = Severity.parse(text);
      return severity == null ? -1 : severity.lowestNumber();
    }
  }

  public SortPipe {
    keys = List.copyOf(keys);
  }

  public static SortPipe parse(PipeReader reader) {
    reader.takeIf("by");
    List<Key> keys = new ArrayList<>();
    boolean open = reader.takeIf("(");
    do {
      String field = reader.field();
      boolean descending = reader.takeIf("desc");
      if (!descending) {
        reader.takeIf("asc");
      }
      keys.add(new Key(field, descending));
    } while (reader.takeIf(","));
    if (open) {
      reader.expect(")");
      if (reader.takeIf("desc")) {
        keys.replaceAll(key -> new Key(key.field(), !key.descending()));
      }
    }
    int limit = 0;
    if (reader.takeIf("limit")) {
      limit = reader.number("limit", 0, 1, MOST);
      if (limit == 0) {
        throw reader.unexpected("a number: limit 10");
      }
    }
    return new SortPipe(keys, limit);
  }

  @Override
  public Flow open(Flow next, PipeContext context) {
    Comparator<PipeRow> order =
        keys.stream().map(Key::comparator).reduce(Comparator::thenComparing).orElseThrow();
    return limit == 0 ? new All(next, context, order) : new First(next, context, order, limit);
  }

  @Override
  public void reads(Consumer<String> field) {
    keys.forEach(key -> field.accept(key.field()));
  }

  @Override
  public String toString() {
    List<String> shown = keys.stream().map(Key::toString).toList();
    return "sort by (" + String.join(", ", shown) + ")" + (limit == 0 ? "" : " limit " + limit);
  }

  /** Holds every row until the end. */
  private static final class All implements Flow {
    private final Flow next;
    private final PipeContext context;
    private final Comparator<PipeRow> order;
    private final List<PipeRow> rows = new ArrayList<>();

    All(Flow next, PipeContext context, Comparator<PipeRow> order) {
      this.next = next;
      this.context = context;
      this.order = order;
    }

    @Override
    public boolean take(PipeRow row) {
      PipeRow kept = context.keep(row);
      if (!context.budget().take(kept.bytes())) {
        context
            .budget()
            .notice(
                "Only "
                    + rows.size()
                    + " rows were sorted: "
                    + context.budget().bound()
                    + " of memory (sort by (…) limit N needs less).");
        return false;
      }
      rows.add(kept);
      return true;
    }

    @Override
    public void end() {
      rows.sort(order);
      RowFlow.drain(rows, next);
    }
  }

  /** Holds the best rows only; equal ones in the order in which they came. */
  private static final class First implements Flow {
    private final Flow next;
    private final PipeContext context;
    private final Comparator<Numbered> order;
    private final int limit;
    private final PriorityQueue<Numbered> worstFirst;
    private long taken;

    private record Numbered(PipeRow row, long number, long bytes) {}

    First(Flow next, PipeContext context, Comparator<PipeRow> order, int limit) {
      this.next = next;
      this.context = context;
      this.order = Comparator.comparing(Numbered::row, order).thenComparingLong(Numbered::number);
      this.limit = limit;
      this.worstFirst = new PriorityQueue<>(this.order.reversed());
    }

    @Override
    public boolean take(PipeRow row) {
      Numbered candidate = new Numbered(row, taken++, 0);
      if (worstFirst.size() == limit) {
        if (order.compare(candidate, worstFirst.element()) >= 0) {
          return true;
        }
        context.budget().giveBack(worstFirst.remove().bytes());
      }
      PipeRow kept = context.keep(row);
      long bytes = kept.bytes();
      if (!context.budget().take(bytes)) {
        context
            .budget()
            .notice("Rows were left out of the sort: " + context.budget().bound() + " of memory.");
        return true;
      }
      worstFirst.add(new Numbered(kept, candidate.number(), bytes));
      return true;
    }

    @Override
    public void end() {
      List<Numbered> best = new ArrayList<>(worstFirst);
      best.sort(order);
      RowFlow.drain(best.stream().map(Numbered::row).toList(), next);
    }
  }
}
