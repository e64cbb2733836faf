package dev.clew.collector.scrape.target;

import dev.clew.collector.prometheus.PrometheusBatch;
import dev.clew.collector.scrape.config.JobConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The series that are stored about each scrape, {@code up} first. */
final class ScrapeReport {
  private static final List<String> NAMES =
      List.of(
          "up",
          "scrape_duration_seconds",
          "scrape_samples_scraped",
          "scrape_samples_post_metric_relabeling",
          "scrape_series_added");
  private static final List<String> EXTRA =
      List.of("scrape_timeout_seconds", "scrape_sample_limit", "scrape_body_size_bytes");

  private final List<byte[]> series = new ArrayList<>();
  private final boolean extra;
  private final double timeoutSeconds;
  private final double sampleLimit;

  ScrapeReport(JobConfig job, Target target) {
    extra = job.samples().extraMetrics();
    timeoutSeconds = target.timeout().toMillis() / 1e3;
    sampleLimit = job.limits().samples();
    NAMES.forEach(name -> series.add(pack(name, target.labels())));
    if (extra) {
      EXTRA.forEach(name -> series.add(pack(name, target.labels())));
    }
  }

  private static byte[] pack(String name, Map<String, String> labels) {
    return PackedLabels.pack(name, labels);
  }

  void write(ScrapeResult result, long timeMillis, Batches to) {
    double[] values = {
      result.error().isEmpty() ? 1 : 0,
      result.seconds(),
      result.samples(),
      result.samplesKept(),
      result.seriesAdded(),
      timeoutSeconds,
      sampleLimit,
      result.bodyBytes()
    };
    for (int i = 0; i < series.size(); i++) {
      write(series.get(i), timeMillis, values[i], to);
    }
  }

  /** Ends the series, for a target that is gone. */
  void writeStale(long timeMillis, Batches to) {
    series.forEach(labels -> write(labels, timeMillis, ScrapePass.STALE, to));
  }

  private static void write(byte[] labels, long timeMillis, double value, Batches to) {
    PrometheusBatch batch = to.next();
    PackedLabels.open(labels, batch);
    batch.sample(timeMillis, 0, value);
  }
}
