package dev.clew.logstore.pipes;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.model.QueryException;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.RowQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Queries with pipes are answered over a few log lines, or it is said what is wrong with them. */
class PipeFuzzTest {
  private static Path directory;
  private static LoadedLogs logs;

  @BeforeAll
  static void load() throws IOException {
    directory = Files.createTempDirectory("pipe-fuzz");
    logs = new LoadedLogs(directory);
    logs.load("1s info checkout 'payment took 12ms' route=/x n=1");
    logs.load("2s error checkout 'payment failed' route=/y n=many");
    logs.store.flush();
    logs.load("70s warn cart '{\"level\":\"warn\",\"order\":7}' route=/x n=2");
    logs.load("80s info cart 'a=1 b=two' n=-3");
  }

  @AfterAll
  static void remove() throws IOException {
    logs.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** What is printed of a query reads as the same query. */
  @FuzzTest
  void parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      String printed = PipeQuery.parse(text).toString();
      if (printed.length() < 16_000) {
        assertThat(PipeQuery.parse(printed)).hasToString(printed);
      }
    } catch (QueryException e) {
      assertThat(e.position()).isBetween(-1, text.length());
    }
  }

  /** Whole blocks and single rows come to the same table. */
  @FuzzTest
  void evaluate(byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      PipeQuery query = PipeQuery.parse(text);
      assertThat(table(query, true)).isEqualTo(table(query, false));
    } catch (QueryException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  private static String table(PipeQuery query, boolean byBlocks) throws IOException {
    PipeEngine engine = new PipeEngine(logs.store, LoadedLogs.CLOCK, 8 << 20, byBlocks);
    return PipeScriptTest.shown(
        engine.table(
            query,
            new PipeEngine.Request(
                LoadedLogs.RANGE, RowQuery.Order.NEWEST_FIRST, 100, QueryLimits.DEFAULT)));
  }
}
