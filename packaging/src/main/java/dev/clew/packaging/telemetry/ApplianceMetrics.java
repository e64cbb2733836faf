package dev.clew.packaging.telemetry;

import dev.clew.alerting.AlertingStatus;
import dev.clew.collector.intake.CollectorStatus;
import dev.clew.collector.scrape.ScrapeStatus;
import dev.clew.metricsstore.MetricsStoreStatus;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.packaging.health.IncidentBook;
import dev.clew.storage.buffer.BufferStatus;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the status of the parts into metrics. The alert rules that come with Clew read these names.
 */
public final class ApplianceMetrics {
  private ApplianceMetrics() {}

  public static List<SelfMetric> of(CollectorStatus status) {
    List<SelfMetric> metrics = new ArrayList<>();
    for (CollectorStatus.Accepted accepted : status.accepted()) {
      String[] labels = {"signal", accepted.signal().id(), "protocol", accepted.protocol()};
      metrics.add(
          SelfMetric.counter(
              "clew_collector_requests_total",
              "Export requests accepted.",
              accepted.requests(),
              labels));
      metrics.add(
          SelfMetric.counter(
              "clew_collector_records_total",
              "Log records, spans and data points accepted.",
              accepted.records(),
              labels));
      metrics.add(
          SelfMetric.counter(
              "clew_collector_bytes_total",
              "Bytes of accepted requests after decompression.",
              accepted.bytes(),
              labels));
    }
    for (CollectorStatus.Refused refused : status.refused()) {
      String[] labels = {
        "signal", refused.signal(), "protocol", refused.protocol(), "reason", refused.reason()
      };
      metrics.add(
          SelfMetric.counter(
              "clew_collector_refused_requests_total",
              "Export requests refused whole.",
              refused.requests(),
              labels));
      metrics.add(
          SelfMetric.counter(
              "clew_collector_refused_records_total",
              "Records dropped by partial success.",
              refused.records(),
              labels));
    }
    return metrics;
  }

  /** What went wrong since there is a history, and what is wrong now. */
  public static List<SelfMetric> of(IncidentBook incidents) {
    List<SelfMetric> metrics = new ArrayList<>();
    for (IncidentBook.Total total : incidents.totals()) {
      String[] labels = {"part", total.part(), "kind", total.kind().id()};
      metrics.add(
          SelfMetric.counter(
              "clew_incidents_total", "Times that something went wrong.", total.count(), labels));
      metrics.add(
          SelfMetric.counter(
              "clew_incident_amount_total",
              "Rows, samples, entries or files concerned by what went wrong.",
              total.amount(),
              labels));
    }
    incidents
        .conditions()
        .forEach((part, kinds) ->
            kinds.forEach((kind, raised) ->
                metrics.add(
                    SelfMetric.gauge(
                        "clew_conditions",
                        "Things that are wrong now.",
                        raised,
                        "part",
                        part,
                        "kind",
                        kind.id()))));
    return metrics;
  }

  public static List<SelfMetric> of(ScrapeStatus status) {
    String help = "Targets that are scraped, by the result of their last scrape.";
    return List.of(
        SelfMetric.gauge("clew_scrape_targets", help, status.up(), "health", "up"),
        SelfMetric.gauge("clew_scrape_targets", help, status.down(), "health", "down"),
        SelfMetric.gauge("clew_scrape_targets", help, status.unknown(), "health", "unknown"),
        SelfMetric.gauge(
            "clew_scrape_samples",
            "Samples of the last scrape of all targets together.",
            status.samples()),
        SelfMetric.gauge(
            "clew_scrape_config_valid",
            "1 when the scrape configuration was loaded, 0 when it is wrong.",
            status.problem().isEmpty() ? 1 : 0));
  }

  /** What is in flight and may be. */
  public static List<SelfMetric> ofMemory(List<MemoryBudget> budgets) {
    List<SelfMetric> metrics = new ArrayList<>();
    for (MemoryBudget budget : budgets) {
      String[] labels = {"part", budget.name()};
      metrics.add(
          SelfMetric.gauge(
              "clew_memory_budget_bytes",
              "Heap that requests or queries in flight may hold together.",
              budget.bytes(),
              labels));
      metrics.add(
          SelfMetric.gauge(
              "clew_memory_held_bytes", "What they hold now.", budget.heldBytes(), labels));
      metrics.add(
          SelfMetric.gauge(
              "clew_memory_held_max_bytes",
              "The most they held at one time since the start.",
              budget.greatestHeldBytes(),
              labels));
      metrics.add(
          SelfMetric.counter(
              "clew_memory_refusals_total",
              "Times that one of them found no room.",
              budget.refusals(),
              labels));
    }
    return metrics;
  }

  public static List<SelfMetric> of(BufferStatus status) {
    List<SelfMetric> metrics = new ArrayList<>();
    for (BufferStatus.QueueStatus queue : status.queues()) {
      String[] labels = {"signal", queue.signal().id()};
      metrics.add(
          SelfMetric.gauge(
              "clew_buffer_bytes", "Bytes kept in the buffer.", queue.keptBytes(), labels));
      metrics.add(
          SelfMetric.counter(
              "clew_buffer_refused_entries_total",
              "Appends refused because the buffer or the disk was full.",
              queue.refusedEntries(),
              labels));
    }
    for (BufferStatus.ConsumerStatus consumer : status.consumers()) {
      String[] labels = {"store", consumer.name()};
      metrics.add(
          SelfMetric.gauge(
              "clew_buffer_lag_seconds",
              "How long the oldest entry that the store has not read has been waiting.",
              seconds(consumer.oldestUnread()),
              labels));
      metrics.add(
          SelfMetric.gauge(
              "clew_buffer_lag_entries",
              "Entries that the store has not read.",
              consumer.unreadEntries(),
              labels));
      metrics.add(
          SelfMetric.counter(
              "clew_buffer_quarantined_entries_total",
              "Entries that the store could not take and that were set aside.",
              consumer.quarantinedEntries(),
              labels));
      metrics.add(
          SelfMetric.counter(
              "clew_buffer_missing_entries_total",
              "Entries that the store should have got and that were not in the buffer's files.",
              consumer.missingEntries(),
              labels));
    }
    return metrics;
  }

  public static List<SelfMetric> of(StatusApi.Report report) {
    List<SelfMetric> metrics = new ArrayList<>();
    StatusApi.Disk disk = report.disk();
    metrics.add(
        SelfMetric.gauge(
            "clew_disk_free_bytes",
            "Free space of the file system with the data.",
            disk.freeBytes()));
    metrics.add(
        SelfMetric.gauge(
            "clew_disk_free_ratio",
            "Free share of the file system with the data, 0 to 1.",
            (double) disk.freeBytes() / Math.max(1, disk.totalBytes())));
    for (StatusApi.Store store : report.stores()) {
      String[] labels = {"signal", store.signal()};
      metrics.add(SelfMetric.gauge("clew_store_rows", "Records stored.", store.rows(), labels));
      metrics.add(SelfMetric.gauge("clew_store_bytes", "Bytes on disk.", store.bytes(), labels));
      if (store.life() != null) {
        life(metrics, store.life(), labels);
      }
    }
    return metrics;
  }

  private static void life(List<SelfMetric> metrics, StatusApi.Life life, String[] labels) {
    metrics.add(SelfMetric.gauge("clew_store_segments", "Segments.", life.segments(), labels));
    metrics.add(
        SelfMetric.counter(
            "clew_store_too_old_records_total",
            "Records refused because their retention had ended when they came.",
            life.tooOld(),
            labels));
    metrics.add(
        SelfMetric.counter(
            "clew_store_future_records_total",
            "Records from the future, filed under the present.",
            life.fromFuture(),
            labels));
    metrics.add(
        SelfMetric.counter(
            "clew_store_dropped_for_space_records_total",
            "Records dropped before their retention ended, because there was no room.",
            life.droppedForSpace(),
            labels));
    metrics.add(
        SelfMetric.counter(
            "clew_store_flushed_bytes_total", "Bytes flushed.", life.flushedBytes(), labels));
    metrics.add(
        SelfMetric.counter(
            "clew_store_merged_bytes_total",
            "Bytes written again by merges.",
            life.mergedBytes(),
            labels));
    metrics.add(
        SelfMetric.counter(
            "clew_store_corrupt_files_total", "Damaged files found.", life.corruptFiles(), labels));
  }

  public static List<SelfMetric> of(MetricsStoreStatus status) {
    List<SelfMetric> metrics = new ArrayList<>();
    metrics.add(
        SelfMetric.gauge(
            "clew_metrics_active_series", "Series of the current day.", status.activeSeries()));
    metrics.add(
        SelfMetric.counter(
            "clew_metrics_ingested_samples_total", "Samples taken.", status.ingestedSamples()));
    status
        .droppedPoints()
        .forEach((reason, count) ->
            metrics.add(
                SelfMetric.counter(
                    "clew_metrics_dropped_points_total",
                    "Points that came to the metrics store and were not stored.",
                    count,
                    "reason",
                    reason)));
    return metrics;
  }

  public static List<SelfMetric> of(AlertingStatus status) {
    List<SelfMetric> metrics = new ArrayList<>();
    metrics.add(
        SelfMetric.counter(
            "clew_alerting_evaluations_total", "Evaluations of rules.", status.evaluations()));
    metrics.add(
        SelfMetric.counter(
            "clew_alerting_evaluation_failures_total",
            "Evaluations of rules that failed.",
            status.evaluationFailures()));
    status
        .notificationOutcomes()
        .forEach((outcome, count) ->
            metrics.add(
                SelfMetric.counter(
                    "clew_alerting_notifications_total",
                    "Notifications by what became of them.",
                    count,
                    "outcome",
                    outcome)));
    return metrics;
  }

  /** The process itself. */
  public static List<SelfMetric> process() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    double cpuSeconds =
        ProcessHandle.current()
            .info()
            .totalCpuDuration()
            .map(ApplianceMetrics::seconds)
            .orElse(0.0);
    return List.of(
        SelfMetric.counter("clew_process_cpu_seconds_total", "CPU time used.", cpuSeconds),
        SelfMetric.gauge("clew_heap_used_bytes", "Java heap in use.", heap.getUsed()),
        SelfMetric.gauge("clew_heap_max_bytes", "Greatest size of the Java heap.", heap.getMax()),
        SelfMetric.gauge(
            "clew_threads",
            "Platform threads.",
            ManagementFactory.getThreadMXBean().getThreadCount()));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
