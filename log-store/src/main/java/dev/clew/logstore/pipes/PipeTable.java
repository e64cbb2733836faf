package dev.clew.logstore.pipes;

import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.storage.rows.ScanReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a query.
 *
 * @param rows one list per row, as long as the columns; null where there is no value
 * @param report what it cost
 * @param partial what is missing of it, as sentences; null when nothing is
 */
public record PipeTable(
    Kind kind,
    List<Column> columns,
    List<List<@Nullable Cell>> rows,
    ScanReport report,
    @Nullable String partial) {

  /** How the rows are to be shown. */
  public enum Kind {
    TABLE,
    /** The first column is time, the others split it into lines. */
    SERIES,
    /** Log lines: {@code id time severity service body} and the fields that stages made. */
    LINES;

    public String id() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** What the values of a column are. */
  public enum Type {
    STRING,
    INT,
    DOUBLE,
    BOOL,
    TIME;

    public String id() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** A column and what its values are. */
  public record Column(String name, Type type) {}
}
