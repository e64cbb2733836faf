package dev.clew.logstore.pipes.stage;

import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.logstore.pipes.flow.PipeRow;
import dev.clew.logstore.pipes.stats.GroupField;
import dev.clew.logstore.pipes.stats.GroupTable;
import dev.clew.logstore.pipes.stats.Grouping;
import dev.clew.logstore.pipes.stats.StatsFunction;
import java.util.List;

/** {@code top 10 by (service, http.route)}: the most frequent values and their {@code count}. */
public record TopPipe(int limit, List<String> fields, String alias) implements CombiningPipe {
  private static final int DEFAULT_LIMIT = 10;
  private static final int MOST = 10_000;

  public TopPipe {
    fields = List.copyOf(fields);
  }

  public static TopPipe parse(PipeReader reader) {
    int limit = reader.number("top", DEFAULT_LIMIT, 1, MOST);
    reader.takeIf("by");
    int from = reader.peek().from();
    List<String> fields = reader.fields();
    String alias = reader.alias("count");
    if (fields.isEmpty() || fields.contains(alias)) {
      throw PipeReader.fault(
          fields.isEmpty()
              ? "top has no field (expected: top 10 by (field))"
              : "two columns are named \"" + alias + "\" (expected: as another_name)",
          from);
    }
    return new TopPipe(limit, fields, alias);
  }

  @Override
  public GroupFlow groups(Flow next, PipeContext context) {
    Grouping grouping =
        new Grouping(
            fields.stream().map(GroupField::values).toList(), List.of(StatsFunction.count(alias)));
    return new GroupFlow(new GroupTable(grouping, context), next, this::most);
  }

  private List<PipeRow> most(List<PipeRow> rows) {
    return rows.stream()
        .sorted(StatsPipe.byColumn(alias, true).thenComparing(StatsPipe.byColumns(fields)))
        .limit(limit)
        .toList();
  }

  @Override
  public List<String> columns(List<String> before) {
    List<String> columns = new java.util.ArrayList<>(fields);
    columns.add(alias);
    return columns;
  }

  @Override
  public String toString() {
    return "top "
        + limit
        + " by ("
        + PipeReader.shown(fields)
        + ")"
        + (alias.equals("count") ? "" : " as " + PipeReader.shown(alias));
  }
}
