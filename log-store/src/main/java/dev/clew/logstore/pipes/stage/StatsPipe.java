package dev.clew.logstore.pipes.stage;

import dev.clew.logstore.pipes.flow.BlockPipe;
import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.logstore.pipes.flow.PipeRow;
import dev.clew.logstore.pipes.stats.GroupField;
import dev.clew.logstore.pipes.stats.GroupTable;
import dev.clew.logstore.pipes.stats.Grouping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code stats count(), avg(duration) by (service, time:1m)}: one row per group. With time, the
 * oldest bucket comes first; otherwise the group with the greatest value of the first function.
 */
public record StatsPipe(Grouping grouping) implements BlockPipe {
  public static StatsPipe parse(PipeReader reader) {
    return new StatsPipe(Grouping.parse(reader));
  }

  @Override
  public Flow open(Flow next, PipeContext context) {
    return flow(next, context);
  }

  @Override
  public BlockFlow openBlocks(Flow next, PipeContext context) {
    return flow(next, context);
  }

  private GroupFlow flow(Flow next, PipeContext context) {
    return new GroupFlow(new GroupTable(grouping, context), next, this::ordered);
  }

  private List<PipeRow> ordered(List<PipeRow> rows) {
    List<String> keys = grouping.by().stream().map(GroupField::field).toList();
    Comparator<PipeRow> order = byColumns(keys);
    boolean hasTime = !keys.isEmpty() && keys.getFirst().equals("time");
    if (!hasTime) {
      order = byColumn(grouping.functions().getFirst().alias(), true).thenComparing(order);
    }
    List<PipeRow> sorted = new ArrayList<>(rows);
    sorted.sort(order);
    return sorted;
  }

  static Comparator<PipeRow> byColumns(List<String> columns) {
    return columns.stream()
        .map(column -> byColumn(column, false))
        .reduce(Comparator::thenComparing)
        .orElse((_, _) -> 0);
  }

  /** Rows without a value come last. */
  static Comparator<PipeRow> byColumn(String column, boolean descending) {
    return (a, b) -> {
      @Nullable Cell left = a.cell(column);
      @Nullable Cell right = b.cell(column);
      if (left == null || right == null) {
        return Boolean.compare(left == null, right == null);
      }
      return descending ? Cell.compare(right, left) : Cell.compare(left, right);
    };
  }

  @Override
  public boolean canReadBlocks() {
    return grouping.isForStore();
  }

  @Override
  public void reads(Consumer<String> field) {
    grouping.reads(field);
  }

  @Override
  public boolean needsOrder() {
    return false;
  }

  @Override
  public boolean keepsLines() {
    return false;
  }

  @Override
  public List<String> columns(List<String> before) {
    return grouping.columns();
  }

  @Override
  public String toString() {
    return "stats " + grouping;
  }
}
