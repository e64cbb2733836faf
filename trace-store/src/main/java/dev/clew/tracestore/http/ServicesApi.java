package dev.clew.tracestore.http;

import static dev.clew.web.JsonApi.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.model.seam.LogQueries;
import dev.clew.model.seam.MetricQueries;
import dev.clew.model.seam.ServiceCoverage;
import dev.clew.tracestore.TraceStore;
import dev.clew.tracestore.http.RedQueries.Red;
import dev.clew.tracestore.http.RedQueries.Spark;
import dev.clew.tracestore.red.FoldedNames;
import dev.clew.web.NotFoundException;
import dev.clew.web.Parameters;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /api/clew/v1/services…}: rate, errors and durations from the span metrics, and how
 * much of each signal a service sends.
 */
public final class ServicesApi {
  private static final String BASE = "/api/clew/v1/services";
  private static final int MOST_OPERATIONS = 200;

  /** Services with all their figures; more than a page of them nobody reads. */
  private static final int MOST_DETAILED = 200;

  /** Versions are those of some of the newest spans; that is what a deployment shows in. */
  private static final long VERSION_RANGE = Duration.ofMinutes(15).toNanos();

  private static final int VERSION_ROWS = 50_000;

  private final MetricQueries metrics;
  private final TraceStore traces;
  private final LogQueries logs;
  private final Clock clock;

  public ServicesApi(MetricQueries metrics, TraceStore traces, LogQueries logs, Clock clock) {
    this.metrics = metrics;
    this.traces = traces;
    this.logs = logs;
    this.clock = clock;
  }

  public void register(ServerBuilder builder) {
    builder.service(BASE, serve(this::services));
    builder.service(BASE + "/{name}", serve(this::service));
    // Any name; in a path, one with a slash or of dots alone has no place.
    builder.service("/api/clew/v1/service", serve(this::service));
  }

  /** The asked period and its sparkline steps. */
  private record Period(TimeRange range, long startMillis, long endMillis, int points) {
    static Period of(Parameters parameters) {
      TimeRange range = parameters.range();
      return new Period(
          range,
          Math.floorDiv(range.startNanos(), 1_000_000L),
          Math.floorDiv(range.endNanos(), 1_000_000L),
          parameters.number("points", 30, 500));
    }

    long length() {
      return Math.max(1, endMillis - startMillis);
    }

    long step() {
      return Math.max(1, length() / points);
    }
  }

  /** A line of the answer, with what it is sorted by. */
  private static final class Line {
    static final Comparator<Line> BY_TROUBLE =
        (a, b) -> {
          int order = Double.compare(b.errorRatio, a.errorRatio);
          order = order == 0 ? Double.compare(b.slower, a.slower) : order;
          order = order == 0 ? Double.compare(b.calls, a.calls) : order;
          return order == 0 ? a.name.compareTo(b.name) : order;
        };

    final String name;
    final @Nullable Red now;
    final @Nullable Red before;
    final @Nullable Spark spark;
    private final double errorRatio;

    /** How many times slower than before; 1 when that cannot be said. */
    private final double slower;

    private final double calls;

    Line(String name, @Nullable Red now, @Nullable Red before, @Nullable Spark spark) {
      this.name = name;
      this.now = now;
      this.before = before;
      this.spark = spark;
      double failing = now == null ? Double.NaN : now.errorRatio();
      errorRatio = Double.isNaN(failing) ? 0 : failing;
      double ratio = now == null || before == null ? 1 : now.p95 / before.p95;
      slower = Double.isFinite(ratio) ? ratio : 1;
      calls = now == null ? -1 : now.calls;
    }

    String name() {
      return name;
    }
  }

  /**
   * All services. Durations, the period before and lines over time cost a query over all buckets of
   * all series, so of very many services those with most errors and most calls have them.
   */
  private List<Line> services(Period period, Set<String> others) {
    RedQueries all = RedQueries.ofServices(metrics);
    Map<String, Red> rates = all.rates(period.endMillis(), period.length());
    if (rates.size() <= MOST_DETAILED) {
      return lines(all, period, others);
    }
    List<String> first =
        rates.entrySet().stream()
            .map(one -> new Line(one.getKey(), one.getValue(), null, null))
            .sorted(Line.BY_TROUBLE)
            .limit(MOST_DETAILED)
            .map(Line::name)
            .toList();
    List<Line> lines = lines(RedQueries.ofServices(metrics, first), period, Set.of());
    Set<String> rest = new TreeSet<>(others);
    rest.addAll(rates.keySet());
    lines.forEach(line -> rest.remove(line.name()));
    rest.forEach(name -> lines.add(new Line(name, rates.get(name), null, null)));
    lines.sort(Line.BY_TROUBLE);
    return lines;
  }

  private static List<Line> lines(RedQueries queries, Period period, Set<String> others) {
    RedQueries.Periods periods = queries.periods(period.startMillis(), period.endMillis());
    Map<String, Red> now = periods.now();
    Map<String, Red> before = periods.before();
    Map<String, Spark> sparks =
        queries.sparks(period.startMillis(), period.step(), period.points());
    Set<String> names = new TreeSet<>(others);
    names.addAll(now.keySet());
    List<Line> lines = new ArrayList<>();
    for (String name : names) {
      lines.add(new Line(name, now.get(name), before.get(name), sparks.get(name)));
    }
    lines.sort(Line.BY_TROUBLE);
    return lines;
  }

  /** What the stores know of the services, beside their metrics. */
  private record Known(
      Map<String, ServiceCoverage> logs,
      Map<String, ServiceCoverage> spans,
      Map<String, Set<String>> versions,
      Map<String, FoldedNames> folded) {
    Set<String> names() {
      Set<String> names = new TreeSet<>(logs.keySet());
      names.addAll(spans.keySet());
      return names;
    }
  }

  private Known known(Period period) {
    long end = period.range().endNanos();
    long start = Math.max(period.range().startNanos(), end - VERSION_RANGE);
    return new Known(
        byName(logs.coverage(period.range())),
        byName(traces.coverage(period.range())),
        traces.versions(new TimeRange(start, end), VERSION_ROWS),
        traces.foldedNames().stream().collect(Collectors.toMap(FoldedNames::service, one -> one)));
  }

  private static Map<String, ServiceCoverage> byName(List<ServiceCoverage> all) {
    Map<String, ServiceCoverage> byName = new HashMap<>();
    all.forEach(one -> byName.put(one.service(), one));
    return byName;
  }

  private void services(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Period period = Period.of(new Parameters(context, clock));
    Known known = known(period);
    json.writeArrayFieldStart("services");
    for (Line line : services(period, known.names())) {
      json.writeStartObject();
      json.writeStringField("name", line.name());
      red(json, line, period);
      coverage(json, line.name(), known);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void service(ServiceRequestContext context, JsonGenerator json) throws IOException {
    String name = context.pathParam("name");
    if (name == null) {
      name = context.queryParam("name");
    }
    if (name == null || name.isEmpty()) {
      throw new QueryException(
          QueryException.Kind.SYNTAX, "name: missing (expected: a service)", -1);
    }
    Period period = Period.of(new Parameters(context, clock));
    Known known = known(period);
    Set<String> others = known.names().contains(name) ? Set.of(name) : Set.of();
    List<Line> service = lines(RedQueries.ofService(metrics, name), period, others);
    if (service.isEmpty()) {
      throw new NotFoundException("Nothing was sent by a service " + name + " in that time.");
    }
    json.writeStringField("name", name);
    red(json, service.getFirst(), period);
    coverage(json, name, known);
    json.writeArrayFieldStart("operations");
    List<Line> operations = lines(RedQueries.ofOperations(metrics, name), period, Set.of());
    for (Line line : operations.subList(0, Math.min(operations.size(), MOST_OPERATIONS))) {
      int space = line.name().indexOf(' ');
      json.writeStartObject();
      json.writeStringField("name", line.name().substring(space + 1));
      json.writeStringField("kind", line.name().substring(0, space));
      red(json, line, period);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void red(JsonGenerator json, Line line, Period period) throws IOException {
    Red now = line.now;
    number(json, "ratePerSecond", now == null ? Double.NaN : now.calls);
    number(json, "errorRatio", now == null ? Double.NaN : now.errorRatio());
    number(json, "p50Millis", now == null ? Double.NaN : now.p50);
    number(json, "p95Millis", now == null ? Double.NaN : now.p95);
    number(json, "p99Millis", now == null ? Double.NaN : now.p99);
    Red before = line.before;
    if (before != null) {
      json.writeObjectFieldStart("before");
      number(json, "ratePerSecond", before.calls);
      number(json, "errorRatio", before.errorRatio());
      number(json, "p95Millis", before.p95);
      json.writeEndObject();
    }
    Spark spark = line.spark;
    if (spark != null) {
      json.writeObjectFieldStart("spark");
      json.writeNumberField("startMillis", period.startMillis());
      json.writeNumberField("stepMillis", period.step());
      numbers(json, "rate", spark.rate);
      numbers(json, "errors", spark.errors);
      numbers(json, "p95", spark.p95);
      json.writeEndObject();
    }
  }

  private static void coverage(JsonGenerator json, String name, Known known) throws IOException {
    ServiceCoverage lines = known.logs().get(name);
    ServiceCoverage spans = known.spans().get(name);
    json.writeNumberField("logs", lines == null ? 0 : lines.records());
    json.writeNumberField("spans", spans == null ? 0 : spans.records());
    number(
        json,
        "logsWithTraceContextRatio",
        lines == null || lines.records() == 0
            ? Double.NaN
            : (double) lines.withTraceContext() / lines.records());
    FoldedNames folded = known.folded().get(name);
    if (folded != null) {
      json.writeNumberField("otherSpans", folded.spans());
    }
    json.writeArrayFieldStart("versions");
    for (String version : known.versions().getOrDefault(name, Set.of())) {
      json.writeString(version);
    }
    json.writeEndArray();
  }

  private static void numbers(JsonGenerator json, String name, double[] values) throws IOException {
    json.writeArrayFieldStart(name);
    for (double value : values) {
      if (Double.isFinite(value)) {
        json.writeNumber(value);
      } else {
        json.writeNull();
      }
    }
    json.writeEndArray();
  }

  private static void number(JsonGenerator json, String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(name, value);
    } else {
      json.writeNullField(name);
    }
  }
}
