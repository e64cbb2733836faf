package dev.clew.benchmarks.corpus;

import com.google.protobuf.ByteString;
import dev.clew.model.TimeRange;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A shop under load that writes logs. Requests come one after the other, pass about five services,
 * and leave about eight lines; each line waits at its service instance until the instance exports a
 * batch, in about the order of time.
 */
final class LogShop {
  /** Where export requests go. */
  @FunctionalInterface
  interface Sink {
    void export(ExportLogsServiceRequest request) throws IOException;
  }

  private static final double LINES_PER_REQUEST = 8.2;
  private static final SeverityNumber INFO = SeverityNumber.SEVERITY_NUMBER_INFO;

  /**
   * A line reaches its exporter up to so much later than it was written, so order is not strict.
   */
  private static final long DISORDER_NANOS = 3_000_000;

  private final CorpusOptions options;
  private final Draw draw;
  private final List<List<Service.Instance>> instances = new ArrayList<>();
  private final Lines lines;
  private final Journey.Source journeys;
  private final Zipf templateRank = new Zipf(32, 1.1);
  private final List<Template> runtime = Phrases.runtime();
  private final List<Template> warnings = Phrases.all(Template.Kind.CALL, Phrases.WARNINGS);
  private final List<Template> failures = Phrases.all(Template.Kind.OWN, Phrases.FAILURES);
  private final List<Template> rare =
      Phrases.all(Template.Kind.RUNTIME, Phrases.VERY_RARE, Phrases.RARE);
  private final PriorityQueue<Written> underway =
      new PriorityQueue<>(
          Comparator.comparingLong(Written::arrival).thenComparingLong(Written::number));
  private long written;
  private long nowNanos;

  /** A line on its way to the exporter. */
  private record Written(
      long arrival, long number, Service.Instance instance, int logger, LogRecord line) {}

  LogShop(CorpusOptions options) {
    this.options = options;
    this.draw = new Draw(options.seed());
    Vocabulary vocabulary = new Vocabulary(draw);
    for (int i = 0; i < options.services(); i++) {
      Service service = Service.of(i, options.instances(), draw);
      instances.add(
          service.resources().stream().map(r -> new Service.Instance(service, r)).toList());
    }
    this.lines = new Lines(options.jsonShare(), vocabulary, draw);
    this.journeys = new Journey.Source(options.services(), vocabulary, draw);
    this.nowNanos = TimeRange.nanosOf(options.start());
  }

  /** Sends at least as many records as asked for. */
  void run(Sink sink) throws IOException {
    double requestsPerSecond =
        options.recordsPerSecond() * (1 - options.backgroundShare()) / LINES_PER_REQUEST;
    double failing = options.stackShare() * LINES_PER_REQUEST / (1 - options.backgroundShare());
    double backgroundPerRequest =
        LINES_PER_REQUEST * options.backgroundShare() / (1 - options.backgroundShare());
    while (written < options.records()) {
      nowNanos += draw.gap(1e9 / requestsPerSecond);
      request(draw.chance(failing));
      for (double left = backgroundPerRequest; left > 0; left--) {
        if (left >= 1 || draw.chance(left)) {
          background();
        }
      }
      deliver(nowNanos, sink);
    }
    deliver(Long.MAX_VALUE, sink);
    for (List<Service.Instance> same : instances) {
      for (Service.Instance instance : same) {
        export(instance, sink);
      }
    }
  }

  private void request(boolean failing) {
    Journey journey = journeys.next(failing);
    long time = nowNanos;
    int last = journey.route().services().size() - 1;
    for (int stop = 0; stop <= last; stop++) {
      List<Service.Instance> all = instances.get(journey.route().services().get(stop));
      Service.Instance instance = all.get(draw.between(0, all.size() - 1));
      ByteString span = draw.bytes(8);
      int count = 1 + (draw.chance(0.45) ? 1 : 0) + (draw.chance(0.2) ? draw.between(1, 2) : 0);
      for (int i = 0; i < count; i++) {
        time += 50_000 + draw.gap(4_000_000);
        normal(new Lines.Place(instance.service, journey, span, time), instance);
      }
      if (failing && (stop == last || stop == 0)) {
        time += 1_000_000;
        failure(new Lines.Place(instance.service, journey, span, time), instance, stop == last);
      }
    }
  }

  private void normal(Lines.Place place, Service.Instance instance) {
    double dice = draw.part();
    if (dice < options.warnShare()) {
      Template template = warnings.get(draw.between(0, warnings.size() - 1));
      write(
          instance,
          template.logger(),
          place,
          lines.line(place, template, SeverityNumber.SEVERITY_NUMBER_WARN));
      return;
    }
    List<Template> usual = instance.service.normal();
    Template template = usual.get(templateRank.draw(draw) % usual.size());
    SeverityNumber severity = dice > 0.9 ? SeverityNumber.SEVERITY_NUMBER_DEBUG : INFO;
    write(instance, template.logger(), place, lines.line(place, template, severity));
  }

  private void failure(Lines.Place place, Service.Instance instance, boolean withStack) {
    Template template = failures.get(draw.between(0, failures.size() - 1));
    LogRecord line =
        withStack
            ? lines.failure(place, template)
            : lines.line(place, template, SeverityNumber.SEVERITY_NUMBER_ERROR);
    write(instance, template.logger(), place, line);
  }

  private void background() {
    List<Service.Instance> all = instances.get(draw.between(0, instances.size() - 1));
    Service.Instance instance = all.get(draw.between(0, all.size() - 1));
    Lines.Place place =
        new Lines.Place(instance.service, journeys.none(), ByteString.EMPTY, nowNanos);
    double dice = draw.part() * options.backgroundShare();
    Template template =
        dice < 1e-5
            ? rare.get(0)
            : dice < 1.1e-4 ? rare.get(1) : runtime.get(draw.between(0, runtime.size() - 1));
    write(instance, template.logger(), place, lines.line(place, template, INFO));
  }

  private void write(Service.Instance instance, int logger, Lines.Place place, LogRecord line) {
    long arrival = place.timeNanos() + draw.below(DISORDER_NANOS);
    underway.add(new Written(arrival, written++, instance, logger, line));
  }

  /** Lets the lines arrive that do so before an instant. */
  private void deliver(long untilNanos, Sink sink) throws IOException {
    for (Written next = underway.peek();
        next != null && next.arrival() < untilNanos;
        next = underway.peek()) {
      underway.remove();
      next.instance().linesByLogger.get(next.logger()).add(next.line());
      if (++next.instance().waiting >= options.batch()) {
        export(next.instance(), sink);
      }
    }
  }

  private void export(Service.Instance instance, Sink sink) throws IOException {
    if (instance.waiting == 0) {
      return;
    }
    ResourceLogs.Builder resource = ResourceLogs.newBuilder().setResource(instance.resource);
    for (int logger = 0; logger < instance.linesByLogger.size(); logger++) {
      List<LogRecord> waiting = instance.linesByLogger.get(logger);
      if (waiting.isEmpty()) {
        continue;
      }
      ScopeLogs.Builder scope =
          ScopeLogs.newBuilder()
              .setScope(
                  InstrumentationScope.newBuilder()
                      .setName(instance.service.loggers().get(logger)));
      resource.addScopeLogs(scope.addAllLogRecords(waiting));
      waiting.clear();
    }
    instance.waiting = 0;
    sink.export(ExportLogsServiceRequest.newBuilder().addResourceLogs(resource).build());
  }
}
