package dev.clew.logstore.pipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.logstore.pipes.flow.Budget;
import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.model.QueryException;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.RowQuery;
import dev.clew.testkit.Conformance;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the scripts in {@code src/test/resources/pipes}. A script has sections; what belongs to one
 * is indented:
 *
 * <pre>
 * load                                     log lines, as LoadedLogs reads them
 *   12s info checkout 'payment failed' retries=3
 * flush                                    moves them to disk
 * query service:checkout | top 2 (route)   the columns, then the rows; - is no value
 *   route | count
 *   /pay | 2
 * query * | stat count()                   or the error and its position
 *   error 4: expected: stats
 * </pre>
 *
 * Every query is run by blocks and by rows, and printed and read again: the result must be the
 * same.
 */
public class PipeScriptTest {
  @TempDir Path directory;

  static Stream<Path> scripts() throws Exception {
    URI folder =
        java.util.Objects.requireNonNull(PipeScriptTest.class.getResource("/pipes")).toURI();
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return files.filter(file -> file.toString().endsWith(".test")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void run(Path script) throws Exception {
    try (LoadedLogs logs = new LoadedLogs(directory)) {
      List<String> lines = Files.readAllLines(script);
      int at = 0;
      while (at < lines.size()) {
        String head = lines.get(at++);
        if (head.isBlank() || head.startsWith("#")) {
          continue;
        }
        String place = script.getFileName() + ":" + at;
        List<String> body = new ArrayList<>();
        while (at < lines.size() && lines.get(at).startsWith("  ")) {
          body.add(lines.get(at++).strip());
        }
        if (head.equals("load")) {
          body.forEach(logs::load);
        } else if (head.equals("flush")) {
          logs.store.flush();
        } else {
          assertThat(head).as(place).startsWith("query ");
          Conformance.expect("pipes", () -> check(place, logs, head.substring(6), body));
        }
      }
    }
  }

  private static void check(String place, LoadedLogs logs, String text, List<String> expected)
      throws IOException {
    String wanted = String.join("\n", expected);
    PipeQuery query;
    try {
      query = PipeQuery.parse(text);
      PipeTable table = table(logs, query, true);
      assertThat(shown(table)).as(place + " " + text).isEqualTo(wanted);
    } catch (QueryException e) {
      assertThat(wanted).as(place + " " + e.getMessage()).startsWith("error ");
      String[] parts = wanted.substring(6).split(": ", 2);
      assertThat(e.getMessage()).as(place).contains(parts[1]);
      assertThat(e.position())
          .as(place + " " + e.getMessage())
          .isEqualTo(Integer.parseInt(parts[0]));
      return;
    }
    assertThat(shown(table(logs, query, false))).as(place + " by rows").isEqualTo(wanted);
    PipeQuery again = PipeQuery.parse(query.toString());
    assertThat(again.toString()).as(place + " printed").isEqualTo(query.toString());
    assertThat(shown(table(logs, again, true))).as(place + " printed").isEqualTo(wanted);
  }

  private static PipeTable table(LoadedLogs logs, PipeQuery query, boolean byBlocks)
      throws IOException {
    PipeEngine engine =
        new PipeEngine(logs.store, LoadedLogs.CLOCK, Budget.DEFAULT_BYTES, byBlocks);
    return engine.table(
        query,
        new PipeEngine.Request(
            LoadedLogs.RANGE, RowQuery.Order.NEWEST_FIRST, 100, QueryLimits.DEFAULT));
  }

  /** Lines without {@code id}, times as seconds since the start. */
  public static String shown(PipeTable table) {
    List<String> lines = new ArrayList<>();
    int skipped = table.kind() == PipeTable.Kind.LINES ? 1 : 0;
    lines.add(
        table.columns().stream()
            .skip(skipped)
            .map(PipeTable.Column::name)
            .collect(Collectors.joining(" | ")));
    for (List<@Nullable Cell> row : table.rows()) {
      lines.add(
          row.stream().skip(skipped).map(PipeScriptTest::text).collect(Collectors.joining(" | ")));
    }
    if (table.partial() != null) {
      lines.add("partial: " + table.partial());
    }
    return String.join("\n", lines);
  }

  private static String text(@Nullable Cell cell) {
    return switch (cell) {
      case null -> "-";
      case Cell.Time time -> (time.nanos() - LoadedLogs.START_NANOS) / 1_000_000_000L + "s";
      case Cell.Bucket bucket ->
          (bucket.startMillis() - LoadedLogs.START.toEpochMilli()) / 1000 + "s";
      default -> cell.text();
    };
  }
}
