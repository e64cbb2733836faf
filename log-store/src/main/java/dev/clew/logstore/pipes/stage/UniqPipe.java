package dev.clew.logstore.pipes.stage;

import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.logstore.pipes.flow.PipeRow;
import dev.clew.logstore.pipes.stats.GroupField;
import dev.clew.logstore.pipes.stats.GroupTable;
import dev.clew.logstore.pipes.stats.Grouping;
import dev.clew.logstore.pipes.stats.StatsFunction;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code uniq by (service) with count limit 10}: each combination of values once.
 *
 * @param limit 0 for none
 */
public record UniqPipe(List<String> fields, boolean withCount, int limit) implements CombiningPipe {
  private static final int MOST = 1_000_000;

  public UniqPipe {
    fields = List.copyOf(fields);
  }

  public static UniqPipe parse(PipeReader reader) {
    reader.takeIf("by");
    int from = reader.peek().from();
    List<String> fields = reader.fields();
    if (fields.isEmpty()) {
      throw PipeReader.fault("uniq has no field (expected: uniq by (field))", from);
    }
    boolean withCount = reader.takeIf("with");
    if (withCount && !reader.takeIf("count") && !reader.takeIf("hits")) {
      throw reader.unexpected("count");
    }
    if (withCount && fields.contains("count")) {
      throw PipeReader.fault("two columns are named \"count\" (expected: one)", from);
    }
    int limit = reader.takeIf("limit") ? reader.number("limit", 0, 1, MOST) : 0;
    return new UniqPipe(fields, withCount, limit);
  }

  @Override
  public GroupFlow groups(Flow next, PipeContext context) {
    Grouping grouping =
        new Grouping(
            fields.stream().map(GroupField::values).toList(),
            withCount ? List.of(StatsFunction.count("count")) : List.of());
    return new GroupFlow(new GroupTable(grouping, context), next, this::ordered);
  }

  private List<PipeRow> ordered(List<PipeRow> rows) {
    return rows.stream()
        .sorted(StatsPipe.byColumns(fields))
        .limit(limit == 0 ? Integer.MAX_VALUE : limit)
        .toList();
  }

  @Override
  public List<String> columns(List<String> before) {
    List<String> columns = new ArrayList<>(fields);
    if (withCount) {
      columns.add("count");
    }
    return columns;
  }

  @Override
  public String toString() {
    return "uniq by ("
        + PipeReader.shown(fields)
        + ")"
        + (withCount ? " with count" : "")
        + (limit == 0 ? "" : " limit " + limit);
  }
}
