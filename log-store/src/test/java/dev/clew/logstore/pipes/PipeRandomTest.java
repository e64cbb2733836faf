package dev.clew.logstore.pipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.logstore.pipes.flow.Budget;
import dev.clew.model.QueryException;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.RowQuery;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random logs by blocks and by rows, and random text through the parser; seeds are printed. */
class PipeRandomTest {
  private static final List<String> QUERIES =
      List.of(
          "* | stats count() by (service, route)",
          "* | stats count() by (time:1m, severity)",
          "* | stats count() by (service)",
          "service:a | stats sum(n), min(n), max(n), count_distinct(route) by (service, n:10)",
          "* | stats count() if (route:/x) as x, count(n), first(n), last(route) by (severity)",
          "n>5 | stats uniq_values(route), median(n) by (service)",
          "* | top 3 by (route, severity)",
          "* | uniq by (service, n) with count");

  @TempDir Path directory;

  @Test
  void blocksAndRowsGiveTheSame() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (LoadedLogs logs = new LoadedLogs(directory)) {
      for (int i = 0; i < 400; i++) {
        Map<String, String> attributes =
            random.nextInt(4) == 0
                ? Map.of()
                : Map.of(
                    "route",
                    random.nextBoolean() ? "/x" : "/y",
                    "n",
                    random.nextInt(5) == 0 ? "many" : Integer.toString(random.nextInt(40)));
        logs.load(
            LoadedLogs.START_NANOS + random.nextLong(600_000_000_000L),
            random.nextBoolean() ? "info" : "error",
            random.nextBoolean() ? "a" : "b",
            "line " + i,
            attributes);
        if (random.nextInt(100) == 0) {
          logs.store.flush();
        }
      }
      for (String text : QUERIES) {
        PipeQuery query = PipeQuery.parse(text);
        assertThat(shown(logs, query, true))
            .as("seed " + seed + ": " + text)
            .isEqualTo(shown(logs, query, false));
      }
    }
  }

  private static String shown(LoadedLogs logs, PipeQuery query, boolean byBlocks) throws Exception {
    PipeEngine engine =
        new PipeEngine(logs.store, LoadedLogs.CLOCK, Budget.DEFAULT_BYTES, byBlocks);
    return PipeScriptTest.shown(
        engine.table(
            query,
            new PipeEngine.Request(
                LoadedLogs.RANGE, RowQuery.Order.NEWEST_FIRST, 1000, QueryLimits.DEFAULT)));
  }

  @Test
  void aFilterThatLooksLikeADivisionIsPrintedSoThatItCanBeReadAgain() {
    String printed = PipeQuery.parse("* | where a \\ extract1m*\\").toString();
    assertThat(PipeQuery.parse(printed)).hasToString(printed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"* | where json(\\ )", "a=:a", "stats a=: *eval", "a:b::/64"})
  void whatIsPrintedReadsTheSame(String query) {
    String printed = PipeQuery.parse(query).toString();
    assertThat(PipeQuery.parse(printed)).hasToString(printed);
  }

  @Test
  void anyTextIsAQueryOrAFaultInIt() {
    long seed = Long.getLong("clew.seed", System.nanoTime());
    Random random = new Random(seed);
    String parts =
        "* | stats count ( ) by , time : 1m where a > 1 \" / \\ <x> eval = + - extract json";
    String[] words = parts.split(" ");
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "* | " : "");
      for (int n = random.nextInt(12); n >= 0; n--) {
        text.append(words[random.nextInt(words.length)]).append(random.nextBoolean() ? " " : "");
      }
      String query = text.toString();
      try {
        String printed = PipeQuery.parse(query).toString();
        assertThat(PipeQuery.parse(printed).toString())
            .as("seed " + seed + ": " + query)
            .isEqualTo(printed);
      } catch (QueryException e) {
        assertThat(e.position())
            .as("seed " + seed + ": " + query + ": " + e.getMessage())
            .isBetween(-1, query.length());
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + query, e);
      }
    }
  }
}
