package dev.clew.logstore.pipes;

import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.Pipe;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeRow;
import dev.clew.storage.rows.ScanReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The end of the stages: makes a table of the first rows, and counts the others. */
final class TableCollector implements Flow {
  /** The columns that log lines begin with. */
  static final List<String> LINE_COLUMNS = List.of("id", "time", "severity", "service", "body");

  /** Wider tables come from JSON whose names are data. */
  private static final int MOST_COLUMNS = 300;

  private final boolean lines;
  private final int limit;
  private final PipeContext context;
  private final Map<String, Integer> places = new LinkedHashMap<>();
  private final List<@Nullable Cell[]> rows = new ArrayList<>();
  private long more;

  TableCollector(PipeQuery query, int limit, PipeContext context) {
    this.lines = query.isLines();
    this.limit = limit;
    this.context = context;
    List<String> columns = lines ? LINE_COLUMNS : List.of();
    for (Pipe pipe : query.pipes()) {
      columns = pipe.columns(columns);
    }
    for (String column : lines ? LINE_COLUMNS : columns) {
      places.putIfAbsent(column, places.size());
    }
  }

  @Override
  public boolean take(PipeRow row) {
    if (rows.size() == limit) {
      more++;
      return !lines;
    }
    row.made()
        .forEach((name, cell) -> {
          if (!places.containsKey(name) && (cell != null || !lines)) {
            if (places.size() < MOST_COLUMNS) {
              places.put(name, places.size());
            } else {
              context.budget().notice("Only the first " + MOST_COLUMNS + " columns are shown.");
            }
          }
        });
    @Nullable Cell[] cells = new @Nullable Cell[places.size()];
    places.forEach((name, place) -> cells[place] = row.cell(name));
    if (!context.budget().take(64 + 40L * cells.length + textBytes(cells))) {
      context
          .budget()
          .notice("Only " + rows.size() + " rows are shown: " + context.budget().bound() + ".");
      return false;
    }
    rows.add(cells);
    return !lines || rows.size() < limit;
  }

  private static long textBytes(@Nullable Cell[] cells) {
    long bytes = 0;
    for (Cell cell : cells) {
      bytes += cell instanceof Cell.Text text ? text.text().length() : 0;
    }
    return bytes;
  }

  @Override
  public void end() {}

  PipeTable table(ScanReport report) {
    if (more > 0 && !lines) {
      context.budget().notice("Only " + limit + " of " + (limit + more) + " rows are shown.");
    }
    List<PipeTable.Column> columns = new ArrayList<>();
    places.forEach((name, place) -> columns.add(new PipeTable.Column(name, type(place))));
    List<List<@Nullable Cell>> table = new ArrayList<>(rows.size());
    for (@Nullable Cell[] row : rows) {
      table.add(Arrays.asList(Arrays.copyOf(row, columns.size())));
    }
    String notices = context.budget().notices();
    String partial = report.partial();
    if (notices != null) {
      partial = partial == null ? notices : partial + " " + notices;
    }
    return new PipeTable(kind(columns), columns, table, report, partial);
  }

  private PipeTable.Kind kind(List<PipeTable.Column> columns) {
    if (lines) {
      return PipeTable.Kind.LINES;
    }
    boolean buckets =
        columns.size() > 1
            && columns.getFirst().name().equals("time")
            && rows.stream().allMatch(row -> row[0] instanceof Cell.Bucket);
    return buckets ? PipeTable.Kind.SERIES : PipeTable.Kind.TABLE;
  }

  private PipeTable.Type type(int column) {
    PipeTable.Type type = null;
    for (@Nullable Cell[] row : rows) {
      Cell cell = column < row.length ? row[column] : null;
      if (cell != null) {
        type = joined(type, typeOf(cell));
      }
    }
    return type == null ? PipeTable.Type.STRING : type;
  }

  private static PipeTable.Type typeOf(Cell cell) {
    return switch (cell) {
      case Cell.Text text -> PipeTable.Type.STRING;
      case Cell.Whole whole -> PipeTable.Type.INT;
      case Cell.Real real -> PipeTable.Type.DOUBLE;
      case Cell.Flag flag -> PipeTable.Type.BOOL;
      case Cell.Time time -> PipeTable.Type.TIME;
      case Cell.Bucket bucket -> PipeTable.Type.TIME;
    };
  }

  private static PipeTable.Type joined(PipeTable.@Nullable Type before, PipeTable.Type type) {
    if (before == null || before == type) {
      return type;
    }
    boolean numbers =
        (before == PipeTable.Type.INT || before == PipeTable.Type.DOUBLE)
            && (type == PipeTable.Type.INT || type == PipeTable.Type.DOUBLE);
    return numbers ? PipeTable.Type.DOUBLE : PipeTable.Type.STRING;
  }
}
