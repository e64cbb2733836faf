package dev.clew.packaging;

import dev.clew.alerting.AlertingConfig;
import dev.clew.collector.CollectorConfig;
import dev.clew.collector.scrape.ScrapeSettings;
import dev.clew.correlation.CorrelationConfig;
import dev.clew.logstore.LogStoreConfig;
import dev.clew.metricsstore.MetricsStoreConfig;
import dev.clew.metricsstore.promql.EngineConfig;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.packaging.config.ConfigBinder;
import dev.clew.packaging.http.HttpConfig;
import dev.clew.storage.buffer.BufferConfig;
import dev.clew.tracestore.TraceStoreConfig;
import dev.clew.ui.UiConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration, one section per module.
 *
 * @param data where everything is kept unless a section names a directory of its own
 * @param memory what everything in flight may hold
 * @param storage what logs, metrics and traces share
 * @param promql bounds of PromQL queries
 * @param correlation the keys that tie signals together
 */
record ApplianceConfig(
    Path data,
    Memory memory,
    HttpConfig http,
    UiConfig ui,
    CollectorConfig collector,
    ScrapeSettings scrape,
    BufferConfig buffer,
    Storage storage,
    LogStoreConfig logs,
    MetricsStoreConfig metrics,
    TraceStoreConfig traces,
    EngineConfig promql,
    AlertingConfig alerting,
    Correlation correlation) {

  /**
   * @param budgetBytes heap that requests in flight, queries and live tails may hold together; 0
   *     for half of what the greatest heap leaves beside the appliance itself
   */
  record Memory(long budgetBytes) {
    Memory {
      if (budgetBytes < 0) {
        throw new IllegalArgumentException("budgetBytes: " + budgetBytes + " (expected: >= 0)");
      }
    }

    MemoryBudget budget() {
      return budgetBytes == 0
          ? MemoryBudget.ofHeap(Runtime.getRuntime().maxMemory())
          : MemoryBudget.of(budgetBytes);
    }
  }

  /**
   * @param diskHighPercent when more of the file system under {@code data} is in use, the oldest
   *     day of logs and traces is dropped; 100 for never
   * @param maxClockJump a greater jump of the machine's clock pauses what drops data by its age
   * @param scrubInterval how long after everything was read it is read again; zero for never
   * @param scrubBytesPerSecond the pace of that
   */
  record Storage(
      int diskHighPercent,
      Duration maxClockJump,
      Duration scrubInterval,
      long scrubBytesPerSecond) {
    /** Six hours: a clock that was set to another time zone by mistake mostly stays below. */
    static final Duration MAX_CLOCK_JUMP = Duration.ofHours(6);

    /** What is less, a machine does that sleeps or is moved while it runs. */
    private static final Duration LEAST_CLOCK_JUMP = Duration.ofMinutes(10);

    /** Disks lose a sector now and then; a month between two looks is usual for file systems. */
    static final Storage DEFAULTS = new Storage(90, MAX_CLOCK_JUMP, Duration.ofDays(30), 4L << 20);

    Storage {
      if (scrubInterval.isNegative()) {
        throw new IllegalArgumentException(
            "scrub_interval: " + scrubInterval + " (expected: >= 0)");
      }
      if (scrubBytesPerSecond < 1024) {
        throw new IllegalArgumentException(
            "scrub_bytes_per_second: " + scrubBytesPerSecond + " (expected: >= 1KiB)");
      }
      if (maxClockJump.compareTo(LEAST_CLOCK_JUMP) < 0) {
        throw new IllegalArgumentException(
            "max_clock_jump: " + maxClockJump + " (expected: >= " + LEAST_CLOCK_JUMP + ")");
      }
      if (diskHighPercent < 1 || diskHighPercent > 100) {
        throw new IllegalArgumentException(
            "disk_high_percent: " + diskHighPercent + " (expected: 1 to 100)");
      }
    }
  }

  /**
   * @param keys in order; each {@code name} or {@code name=spelling,spelling}
   * @param page bounds of the correlation page
   */
  record Correlation(List<String> keys, CorrelationConfig page) {
    Correlation {
      CorrelationKeys.parse(keys);
    }
  }

  static ApplianceConfig defaults(Path data) {
    return new ApplianceConfig(
        data,
        new Memory(0),
        HttpConfig.defaults(),
        UiConfig.defaults(),
        CollectorConfig.defaults(),
        ScrapeSettings.defaults(),
        BufferConfig.defaults(data.resolve("buffer")),
        Storage.DEFAULTS,
        LogStoreConfig.defaults(),
        MetricsStoreConfig.defaults(data.resolve("metrics")),
        TraceStoreConfig.defaults(),
        EngineConfig.defaults(),
        AlertingConfig.defaults(data),
        new Correlation(CorrelationKeys.DEFAULTS, CorrelationConfig.defaults()));
  }

  /**
   * Binds file and environment.
   *
   * @param data the command line's data directory, which wins over file and environment; or null
   */
  static ApplianceConfig read(
      Map<String, Object> file, Map<String, String> environment, @Nullable Path data) {
    Path directory = dataDirectory(file, environment, data);
    ApplianceConfig bound =
        new ConfigBinder(OldKeys.file(file), OldKeys.environment(environment))
            .bind(defaults(directory));
    return new ApplianceConfig(
        directory,
        bound.memory,
        bound.http,
        bound.ui,
        bound.collector,
        bound.scrape,
        bound.buffer,
        bound.storage,
        bound.logs,
        bound.metrics,
        bound.traces,
        bound.promql,
        bound.alerting.at(bound.http.publicUrl()),
        bound.correlation);
  }

  /** Where data is kept, each once: what lies below another is not named again. */
  List<Path> directories() {
    Path all = data.toAbsolutePath().normalize();
    return Stream.concat(
            Stream.of(all),
            Stream.of(buffer.directory(), metrics.directory(), alerting.directory())
                .map(directory -> directory.toAbsolutePath().normalize())
                .filter(directory -> !directory.startsWith(all)))
        .distinct()
        .toList();
  }

  /** Found before anything is bound, because the defaults of the other directories lie below it. */
  private static Path dataDirectory(
      Map<String, Object> file, Map<String, String> environment, @Nullable Path data) {
    if (data != null) {
      return data;
    }
    String variable = environment.get(ConfigBinder.variableOf("data"));
    return Path.of(variable != null ? variable : String.valueOf(file.getOrDefault("data", "data")));
  }
}
