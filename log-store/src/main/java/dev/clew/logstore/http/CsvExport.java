package dev.clew.logstore.http;

import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.logstore.pipes.flow.PipeRow;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * CSV of RFC 4180, UTF-8, lines ended by CR LF. The columns are those asked for, or those of a log
 * line and what stages made in the first rows; these are held until the header is known.
 *
 * <p>Text that a spreadsheet would take for a formula (it begins with {@code = + - @}, a tab or a
 * carriage return, and is no number) gets an apostrophe before it: log lines are written by
 * strangers, and opening an export must not run what they wrote.
 */
final class CsvExport implements ExportFormat {
  /** Rows whose fields make up the header. */
  private static final int HEADER_ROWS = 1000;

  /** Fields named at the end when they are missing. */
  private static final int MOST_NAMED = 20;

  private static final List<String> LINE_COLUMNS =
      List.of("time", "severity", "service", "body", "traceId", "spanId");

  /** Names of the API for fields that the store calls otherwise. */
  private static final Map<String, String> STORED =
      Map.of("traceId", "trace_id", "spanId", "span_id");

  private final OutputStream out;
  private final boolean lines;
  private final boolean given;
  private final Set<String> columns = new LinkedHashSet<>();
  private final Set<String> leftOut = new LinkedHashSet<>();
  private final List<Held> held = new ArrayList<>();
  private boolean begun;

  /** A row that waits for the header. */
  private record Held(List<@Nullable Cell> line, Map<String, @Nullable Cell> made) {}

  CsvExport(OutputStream out, List<String> fields, boolean lines) {
    this.out = out;
    this.lines = lines;
    this.given = !fields.isEmpty();
    if (given) {
      columns.addAll(fields);
    } else if (lines) {
      columns.addAll(LINE_COLUMNS);
    }
  }

  @Override
  public void write(PipeRow row) throws IOException {
    if (given) {
      begin();
      write(columns.stream().map(name -> cell(row, name)).toList());
      return;
    }
    Map<String, @Nullable Cell> made = new LinkedHashMap<>(row.made());
    Held next =
        new Held(
            lines ? LINE_COLUMNS.stream().map(name -> cell(row, name)).toList() : List.of(), made);
    if (begun) {
      write(next);
      made.keySet().stream().filter(name -> !columns.contains(name)).forEach(this::leaveOut);
      return;
    }
    for (Map.Entry<String, @Nullable Cell> field : made.entrySet()) {
      if (field.getValue() != null || !lines) {
        columns.add(field.getKey());
      }
    }
    held.add(next);
    if (held.size() == HEADER_ROWS) {
      begin();
    }
  }

  private void leaveOut(String name) {
    if (leftOut.size() < MOST_NAMED) {
      leftOut.add(name);
    }
  }

  private static @Nullable Cell cell(PipeRow row, String name) {
    Cell cell = row.cell(name);
    return cell == null && STORED.containsKey(name) ? row.cell(STORED.get(name)) : cell;
  }

  private void begin() throws IOException {
    if (!begun) {
      begun = true;
      write(columns.stream().<@Nullable Cell>map(Cell::of).toList());
      for (Held row : held) {
        write(row);
      }
      held.clear();
    }
  }

  private void write(Held row) throws IOException {
    List<@Nullable Cell> cells = new ArrayList<>();
    for (String column : columns) {
      int place = lines ? LINE_COLUMNS.indexOf(column) : -1;
      cells.add(place >= 0 ? row.line().get(place) : row.made().get(column));
    }
    write(cells);
  }

  private void write(List<@Nullable Cell> cells) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      line.append(i == 0 ? "" : ",").append(cell == null ? "" : escaped(text(cell)));
    }
    line.append("\r\n");
    out.write(line.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Cell cell) {
    return switch (cell) {
      case Cell.Time time ->
          Instant.ofEpochSecond(
                  Math.floorDiv(time.nanos(), 1_000_000_000L),
                  Math.floorMod(time.nanos(), 1_000_000_000L))
              .toString();
      case Cell.Bucket bucket -> Instant.ofEpochMilli(bucket.startMillis()).toString();
      case Cell.Text text -> isFormula(text) ? "'" + text.text() : text.text();
      default -> cell.text();
    };
  }

  private static boolean isFormula(Cell.Text text) {
    return !text.text().isEmpty()
        && "=+-@\t\r".indexOf(text.text().charAt(0)) >= 0
        && Double.isNaN(text.number());
  }

  private static String escaped(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (",\"\r\n".indexOf(text.charAt(i)) >= 0) {
        return '"' + text.replace("\"", "\"\"") + '"';
      }
    }
    return text;
  }

  @Override
  public void end(@Nullable String partial) throws IOException {
    begin();
    if (partial != null) {
      out.write(("# " + partial.replaceAll("\\s+", " ") + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
    if (!leftOut.isEmpty()) {
      String names = "# Fields that came after the first rows are left out: " + leftOut + "\r\n";
      out.write(names.getBytes(StandardCharsets.UTF_8));
    }
  }
}
