package dev.clew.metricsstore.promql.script;

import dev.clew.metricsstore.promql.EngineConfig;
import dev.clew.metricsstore.promql.PromqlEngine;
import dev.clew.metricsstore.promql.parse.Literals;
import dev.clew.metricsstore.series.HeapSeries;
import dev.clew.notation.PrometheusDuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A script of {@code load}, {@code clear} and {@code eval} commands in the notation of Prometheus'
 * own tests. A blank line ends a command. Time zero is the Unix epoch.
 */
public final class PromqlScript {
  private static final Pattern LOAD = Pattern.compile("^load(_with_nhcb)?\\s+(.+?)$");
  private static final Pattern INSTANT =
      Pattern.compile("^eval(?:_(fail|warn|ordered|info))?\\s+instant\\s+at\\s+(\\S+)\\s+(.+)$");
  private static final Pattern RANGE =
      Pattern.compile(
          "^eval(?:_(fail|warn|info))?\\s+range\\s+from\\s+(\\S+)\\s+to\\s+(\\S+)\\s+step\\s+(\\S+)\\s+(.+)$");
  private static final Pattern EXPECT =
      Pattern.compile(
          "^expect\\s+(ordered|fail|warn|no_warn|info|no_info)(?:\\s+(regex|msg):(.+))?$");
  private static final Pattern RANGE_VECTOR =
      Pattern.compile("^expect range vector\\s+from\\s+(.+)\\s+to\\s+(.+)\\s+step\\s+(.+)$");

  /** What Prometheus' own runner switches on. */
  private static final List<String> FEATURES =
      List.of(
          "promql-experimental-functions",
          "promql-duration-expr",
          "promql-extended-range-selectors",
          "promql-binop-fill-modifiers",
          "promql-delayed-name-removal",
          "use-start-timestamps");

  /** How an evaluation went; the failure is empty when it is as expected. */
  public record Outcome(int line, String expression, String failure) {}

  private final List<String> lines;
  private final HeapSeries series = new HeapSeries();
  private final PromqlEngine engine;
  private final List<Outcome> outcomes = new ArrayList<>();
  private int next;

  private PromqlScript(List<String> lines, EngineConfig config) {
    this.lines = lines;
    this.engine = new PromqlEngine(series, config);
  }

  /** The settings of Prometheus' own runner. */
  static EngineConfig config() {
    return new EngineConfig(
        Duration.ofMinutes(5),
        Duration.ofSeconds(100),
        100_000,
        5_000_000,
        Duration.ofMinutes(1),
        FEATURES,
        20,
        1L << 30);
  }

  /** Runs a script and tells how every evaluation went. */
  public static List<Outcome> run(Path file) throws IOException {
    List<String> lines =
        Files.readAllLines(file).stream()
            .map(String::strip)
            .map(line -> line.startsWith("#") ? "" : line)
            .toList();
    PromqlScript script = new PromqlScript(lines, config());
    script.run();
    return script.outcomes;
  }

  private void run() {
    while (next < lines.size()) {
      String line = lines.get(next++);
      if (line.isEmpty()) {
        continue;
      }
      if (line.equals("clear")) {
        series.clear();
      } else if (line.startsWith("load")) {
        load(line);
      } else if (line.startsWith("eval")) {
        evaluate(line);
      } else {
        throw new IllegalArgumentException("line " + next + ": unknown command: " + line);
      }
    }
  }

  private void load(String line) {
    Matcher matcher = LOAD.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("line " + next + ": " + line);
    }
    Loading loading = new Loading(series, PrometheusDuration.parseMillis(matcher.group(2)));
    StartNotation general = null;
    StartNotation own = null;
    while (next < lines.size() && !lines.get(next).isEmpty()) {
      String definition = lines.get(next++);
      try {
        if (StartNotation.is(definition)) {
          StartNotation starts = StartNotation.parse(definition);
          check(own == null || starts.labels() == null, "@st line has no following sample line");
          general = starts.labels() == null ? starts : general;
          own = starts.labels() == null ? own : starts;
          continue;
        }
        SeriesNotation.Line samples = SeriesNotation.parse(definition);
        check(
            own == null || samples.labels().equals(own.labels()),
            "@st metric does not match the following sample line metric");
        check(
            own == null || samples.points().size() == own.offsets().size(),
            "@st line and sample line have different numbers of values");
        loading.add(samples, own == null ? general : own, matcher.group(1) != null);
        own = null;
      } catch (RuntimeException e) {
        throw new IllegalArgumentException("line " + next + ": " + e.getMessage(), e);
      }
    }
    loading.finish();
  }

  private static void check(boolean right, String message) {
    if (!right) {
      throw new IllegalArgumentException(message);
    }
  }

  private void evaluate(String line) {
    int number = next;
    try {
      Evaluation evaluation = parse(line);
      String failure = new Judge(engine, evaluation).judge();
      outcomes.add(new Outcome(number, evaluation.expression, failure));
    } catch (RuntimeException e) {
      while (next < lines.size() && !lines.get(next).isEmpty()) {
        next++;
      }
      outcomes.add(new Outcome(number, line, e.toString() + " at " + e.getStackTrace()[0]));
    }
  }

  private Evaluation parse(String line) {
    Matcher instant = INSTANT.matcher(line);
    Matcher range = RANGE.matcher(line);
    Evaluation evaluation;
    String mode;
    if (instant.matches()) {
      mode = instant.group(1);
      long time = time(instant.group(2));
      evaluation = new Evaluation(next, instant.group(3), true, time, time, 1);
    } else if (range.matches()) {
      mode = range.group(1);
      long step = PrometheusDuration.parseMillis(range.group(4));
      evaluation =
          new Evaluation(
              next, range.group(5), false, time(range.group(2)), time(range.group(3)), step);
    } else {
      throw new IllegalArgumentException("not an evaluation: " + line);
    }
    evaluation.fails = "fail".equals(mode);
    evaluation.ordered = "ordered".equals(mode);
    if ("warn".equals(mode) || "info".equals(mode)) {
      evaluation.expectations.add(new Evaluation.Expectation(mode, null, ""));
    }
    while (next < lines.size() && !lines.get(next).isEmpty()) {
      expectation(lines.get(next++), evaluation);
    }
    check(
        !instant.matches()
            || evaluation.rangeVector
            || evaluation.series.stream().allMatch(series -> series.points().size() <= 1),
        "expecting multiple values in instant evaluation not allowed");
    return evaluation;
  }

  private static long time(String text) {
    return text.startsWith("-")
        ? -PrometheusDuration.parseMillis(text.substring(1))
        : PrometheusDuration.parseMillis(text);
  }

  private static void expectation(String line, Evaluation evaluation) {
    Matcher rangeVector = RANGE_VECTOR.matcher(line);
    Matcher expect = EXPECT.matcher(line);
    if (rangeVector.matches()) {
      evaluation.rangeVector = true;
      evaluation.start = time(rangeVector.group(1));
      evaluation.end = time(rangeVector.group(2));
      evaluation.step = PrometheusDuration.parseMillis(rangeVector.group(3));
    } else if (line.startsWith("expect string")) {
      evaluation.text = Literals.unquote(line.substring("expect string".length()).strip());
    } else if (expect.matches()) {
      String kind = expect.group(1);
      evaluation.fails |= kind.equals("fail");
      evaluation.ordered |= kind.equals("ordered");
      String text = expect.group(3) == null ? "" : expect.group(3).strip();
      evaluation.expectations.add(new Evaluation.Expectation(kind, expect.group(2), text));
    } else if (line.startsWith("expected_fail")) {
      String match = line.startsWith("expected_fail_message") ? "msg" : "regex";
      String text = line.substring(line.indexOf(' ') + 1).strip();
      evaluation.expectations.add(new Evaluation.Expectation("fail", match, text));
    } else if (line.split(" ", 2)[0].equals("expect")) {
      throw new IllegalArgumentException("invalid expect statement: " + line);
    } else if (isNumber(line)) {
      evaluation.scalar = Literals.number(line);
    } else {
      evaluation.series.add(SeriesNotation.parse(line));
    }
  }

  private static boolean isNumber(String line) {
    try {
      Literals.number(line);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
