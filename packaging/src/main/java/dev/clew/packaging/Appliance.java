package dev.clew.packaging;

import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.alerting.Alerting;
import dev.clew.alerting.evaluation.RuleQueries;
import dev.clew.alerting.http.AlertingApi;
import dev.clew.collector.Collector;
import dev.clew.collector.intake.RetentionBounds;
import dev.clew.collector.intake.SeriesLimits;
import dev.clew.collector.intake.Surroundings;
import dev.clew.collector.scrape.Scraper;
import dev.clew.correlation.Correlation;
import dev.clew.correlation.CorrelationApi;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.http.DeleteApi;
import dev.clew.logstore.http.LogApi;
import dev.clew.logstore.logql.EngineLogMetricQueries;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.logstore.logql.result.LogqlLimits;
import dev.clew.logstore.loki.LokiApi;
import dev.clew.metricsstore.MetricsStore;
import dev.clew.metricsstore.cardinality.SeriesStatistics;
import dev.clew.metricsstore.http.AdminApi;
import dev.clew.metricsstore.http.FederationApi;
import dev.clew.metricsstore.http.MetricsApi;
import dev.clew.metricsstore.http.PrometheusApi;
import dev.clew.metricsstore.http.PrometheusStatusApi;
import dev.clew.metricsstore.http.SeriesSelector;
import dev.clew.metricsstore.promql.EngineMetricQueries;
import dev.clew.metricsstore.promql.PromqlEngine;
import dev.clew.metricsstore.remote.RemoteReadApi;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.seam.MetricQueries;
import dev.clew.model.time.MonotonicTime;
import dev.clew.packaging.health.IncidentBook;
import dev.clew.packaging.health.IncidentsApi;
import dev.clew.packaging.health.Scrubber;
import dev.clew.packaging.http.ClockApi;
import dev.clew.packaging.http.FrontDoor;
import dev.clew.packaging.http.Health;
import dev.clew.packaging.saved.SavedSearches;
import dev.clew.packaging.saved.SavedSearchesApi;
import dev.clew.packaging.telemetry.ApplianceMetrics;
import dev.clew.packaging.telemetry.SelfMetric;
import dev.clew.packaging.telemetry.SelfMetrics;
import dev.clew.packaging.telemetry.StatusApi;
import dev.clew.storage.buffer.ConsumerFeed;
import dev.clew.storage.buffer.WriteAheadBuffer;
import dev.clew.storage.files.DirectoryLock;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.time.WitnessedClock;
import dev.clew.storage.upkeep.Disk;
import dev.clew.storage.upkeep.DiskWatermark;
import dev.clew.tracestore.TraceStore;
import dev.clew.tracestore.http.ServicesApi;
import dev.clew.tracestore.http.TraceApi;
import dev.clew.ui.PublicSite;
import dev.clew.ui.UiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the parts together and starts them, what is read from before what reads; closes them in
 * reverse. The collector comes last: it answers senders only when everything behind it works, and
 * is the first to stop.
 */
final class Appliance implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Appliance.class);

  /** Merging makes way when what was received waits longer for its store. */
  private static final Duration LAG = Duration.ofSeconds(5);

  private static final long LEAST_RULE_BYTES = 8L << 20;

  private final Deque<Part> parts = new ArrayDeque<>();
  private final List<Consumer<ServerBuilder>> routes = new ArrayList<>();
  private final List<Supplier<List<SelfMetric>>> metricSources = new ArrayList<>();
  private final ApplianceConfig config;

  /** The machine's, until the data directory is locked; from then on checked against witnesses. */
  private Clock clock;

  private final IncidentBook incidents;

  /** Of the one budget: with 60 % each, senders and queries are sure of 40 %. */
  private final MemoryBudget requests;

  private final MemoryBudget queries;

  /** Beside the one budget: an alert is evaluated whatever people ask. */
  private final MemoryBudget rules;

  /** Something to be closed, with its name for the log. */
  private record Part(String name, AutoCloseable closeable) {}

  private Appliance(ApplianceConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
    incidents = new IncidentBook(clock);
    MemoryBudget memory = config.memory().budget();
    requests = memory.part("requests", 60);
    queries = memory.part("queries", 60);
    rules = MemoryBudget.of("rules", Math.max(LEAST_RULE_BYTES, memory.bytes() / 4));
  }

  /**
   * @throws UncheckedIOException when a directory or a port cannot be used; nothing stays open then
   */
  static Appliance start(ApplianceConfig config, Clock clock) {
    Appliance appliance = new Appliance(config, clock);
    try {
      appliance.start();
      return appliance;
    } catch (IOException e) {
      appliance.close();
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (RuntimeException e) {
      appliance.close();
      throw e;
    }
  }

  private void start() throws IOException {
    long started = System.nanoTime();
    for (Path directory : config.directories()) {
      PrivateFiles.protect(directory);
    }
    keep("data directory", DirectoryLock.acquire(config.data()));
    keep("incidents", incidents);
    WitnessedClock witnessed =
        keep(
            "clock",
            WitnessedClock.open(
                config.data(),
                config.storage().maxClockJump(),
                clock,
                MonotonicTime.system(),
                incidents));
    clock = witnessed;
    incidents.follow(witnessed);
    incidents.keepIn(config.data().resolve(IncidentBook.FILE_NAME));
    WriteAheadBuffer buffer =
        keep("buffer", WriteAheadBuffer.open(config.buffer(), clock, incidents));
    Stores stores = openStores(buffer);
    witnessed.start(stores.newestMillis());
    witnessed.watch();
    feed(buffer, stores);
    watchDisk(stores);
    Correlation correlation = answer(buffer, stores);
    PublicSite site = new PublicSite(config.http().publicUrl(), config.http().frameAncestors());
    UiServer ui = keep("user interface", UiServer.open(config.ui(), site));
    Collector collector = collect(buffer, stores.metrics());
    Scraper scraper =
        keep(
            "scraper",
            Scraper.open(
                config.scrape(), buffer::appendAsync, requests, clock, Version.TEXT, incidents));
    Health health = new Health(List.of(() -> HealthSentences.of(incidents)));
    metricSources.add(() -> ApplianceMetrics.of(scraper.status()));
    SelfMetrics selfMetrics = measure(buffer, collector, stores);
    routes.add(health::register);
    routes.add(new IncidentsApi(incidents, scrub(stores))::register);
    routes.add(new ClockApi(witnessed)::register);
    routes.add(collector::register);
    routes.add(scraper::register);
    routes.add(statusApi(health, selfMetrics, buffer, stores)::register);
    routes.add(ui::register);
    FrontDoor door = keep("front door", FrontDoor.open(config.http(), routes, queries));
    health.markReady();
    keep("first look", FirstLook.begin(stores.traces(), correlation, queries));
    logger.info(
        "Clew is ready after {} ms: http={} grpc={} otlp-http={}, data in {}",
        (System.nanoTime() - started) / 1_000_000,
        door.port(),
        collector.grpcPort(),
        collector.httpPort(),
        config.data().toAbsolutePath());
  }

  private Scrubber scrub(Stores stores) {
    return keep(
        "scrubber",
        Scrubber.open(
            new Scrubber.Settings(
                config.storage().scrubInterval(), config.storage().scrubBytesPerSecond()),
            List.of(
                new Scrubber.Part(
                    "logs", () -> stores.logs().status().bytes(), stores.logs().blocks()::scrub),
                new Scrubber.Part(
                    "traces",
                    () -> stores.traces().status().spans().bytes(),
                    stores.traces().blocks()::scrub),
                new Scrubber.Part(
                    "metrics",
                    () -> stores.metrics().status().bytesOnDisk(),
                    stores.metrics()::scrub),
                new Scrubber.Part("state", () -> 0, new StateFiles(config, incidents)::scrub)),
            incidents,
            config.data().resolve("scrub.json"),
            clock));
  }

  private Stores openStores(WriteAheadBuffer buffer) throws IOException {
    Path data = config.data();
    HeapShares shares = HeapShares.ofThisProcess();
    CorrelationKeys keys = CorrelationKeys.parse(config.correlation().keys());
    LogStore logs =
        keep(
            "log store",
            LogStore.open(shares.of(config.logs()), data.resolve("logs"), keys, clock, incidents));
    MetricsStore metrics =
        keep("metrics store", MetricsStore.open(shares.of(config.metrics()), clock, incidents));
    TraceStore traces =
        keep(
            "trace store",
            TraceStore.open(
                shares.of(config.traces()),
                data.resolve("traces"),
                keys,
                buffer,
                clock,
                incidents));
    return new Stores(logs, metrics, traces);
  }

  private void feed(WriteAheadBuffer buffer, Stores stores) {
    List<ConsumerFeed> tailings =
        List.of(
            buffer.register(stores.logs()),
            buffer.register(stores.metrics()),
            buffer.register(stores.traces()));
    stores.logs().blocks().yieldWhile(() -> isBehind(tailings.getFirst()));
    stores.traces().blocks().yieldWhile(() -> isBehind(tailings.getLast()));
    for (ConsumerFeed tailing : tailings) {
      tailing.start();
      keep("feeding of the " + tailing.status().name(), tailing);
    }
  }

  private static boolean isBehind(ConsumerFeed tailing) {
    return tailing.status().oldestUnread().compareTo(LAG) > 0;
  }

  private void watchDisk(Stores stores) {
    keep(
        "disk watermark",
        DiskWatermark.open(
            Disk.of(config.data()), config.storage().diskHighPercent(), stores.expiring()));
  }

  /** What asks the stores: queries over HTTP, rules, correlation. */
  private Correlation answer(WriteAheadBuffer buffer, Stores stores) throws IOException {
    PromqlEngine promql = new PromqlEngine(stores.metrics(), config.promql());
    MetricQueries queries = new EngineMetricQueries(promql);
    LogqlEngine logql = new LogqlEngine(stores.logs(), clock, LogqlLimits.defaults());
    RuleQueries rules =
        new RuleQueries(
            queries, new EngineLogMetricQueries(logql, QueryLimits.DEFAULT), this.rules);
    Alerting alerting =
        keep("alerting", Alerting.open(config.alerting(), rules, buffer, clock, incidents));
    Correlation correlation =
        new Correlation(
            config.correlation().page(),
            CorrelationKeys.parse(config.correlation().keys()),
            stores.logs(),
            stores.traces(),
            new AlertHistory(alerting));
    SeriesStatistics statistics = stores.metrics().statistics();
    routes.add(new PrometheusApi(promql, stores.metrics(), clock)::register);
    routes.add(
        new PrometheusStatusApi(statistics, config.promql(), config.metrics().retention(), clock)
            ::register);
    routes.add(new AdminApi(stores.metrics())::register);
    routes.add(new FederationApi(stores.metrics(), config.promql(), clock)::register);
    routes.add(new MetricsApi(statistics, stores.metrics(), clock)::register);
    routes.add(new RemoteReadApi(stores.metrics(), config.promql())::register);
    routes.add(new LogApi(stores.logs(), logql, clock)::register);
    routes.add(new DeleteApi(stores.logs(), logql, clock)::register);
    routes.add(new LokiApi(stores.logs(), logql, clock)::register);
    routes.add(new TraceApi(stores.traces(), stores.logs(), clock)::register);
    routes.add(new ServicesApi(queries, stores.traces(), stores.logs(), clock)::register);
    routes.add(new CorrelationApi(correlation)::register);
    routes.add(new AlertingApi(alerting, clock, SeriesSelector::of)::register);
    SavedSearches searches =
        SavedSearches.open(
            config.data().resolve("saved-searches.json"),
            clock,
            RandomGenerator.getDefault(),
            incidents);
    routes.add(new SavedSearchesApi(searches)::register);
    metricSources.add(() -> ApplianceMetrics.of(alerting.status()));
    return correlation;
  }

  private Collector collect(WriteAheadBuffer buffer, MetricsStore metrics) throws IOException {
    SeriesLimits limits =
        new SeriesLimits(
            config.metrics().retention(),
            SeriesLimits.DEFAULT.ahead(),
            config.metrics().maxLabelsPerSeries(),
            config.metrics().maxLabelLength());
    RetentionBounds times = KeptTimes.of(config, limits, clock);
    return keep(
        "collector",
        Collector.open(
            config.collector(),
            limits,
            new Surroundings(buffer::appendAsync, metrics.admission(), times, requests, clock)));
  }

  private SelfMetrics measure(WriteAheadBuffer buffer, Collector collector, Stores stores) {
    metricSources.add(() -> ApplianceMetrics.of(collector.status()));
    metricSources.add(() -> ApplianceMetrics.of(buffer.status()));
    metricSources.add(() -> ApplianceMetrics.ofMemory(List.of(requests, queries, rules)));
    metricSources.add(() -> ApplianceMetrics.of(StatusReports.of(config, buffer, stores)));
    metricSources.add(() -> ApplianceMetrics.of(stores.metrics().status()));
    metricSources.add(ApplianceMetrics::process);
    metricSources.add(() -> ApplianceMetrics.of(incidents));
    SelfMetrics metrics = new SelfMetrics(metricSources, clock, Version.TEXT, incidents);
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("clew-self-metrics").daemon().factory());
    timer.scheduleAtFixedRate(() -> metrics.send(buffer), 5, 15, TimeUnit.SECONDS);
    keep("own metrics", timer::shutdownNow);
    return metrics;
  }

  private StatusApi statusApi(
      Health health, SelfMetrics selfMetrics, WriteAheadBuffer buffer, Stores stores) {
    return new StatusApi(
        health, selfMetrics, () -> StatusReports.of(config, buffer, stores), Version.TEXT, clock);
  }

  private <T extends AutoCloseable> T keep(String name, T part) {
    parts.push(new Part(name, part));
    return part;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.closeable().close();
      } catch (Exception e) {
        logger.error("{} was not closed cleanly", part.name(), e);
      }
    }
  }
}
