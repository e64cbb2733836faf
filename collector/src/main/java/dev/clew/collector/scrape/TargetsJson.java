package dev.clew.collector.scrape;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.clew.collector.scrape.config.JobConfig;
import dev.clew.collector.scrape.target.PoolState;
import dev.clew.collector.scrape.target.ScrapeResult;
import dev.clew.collector.scrape.target.Target;
import dev.clew.model.NumberText;
import dev.clew.notation.PrometheusDuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/targets} as Prometheus answers it, with a few figures more for each target. */
final class TargetsJson {
  private final List<PoolState> pools;

  /**
   * @param only the job to tell of; null or empty for all
   */
  TargetsJson(List<PoolState> pools, @Nullable String only) {
    this.pools =
        pools.stream()
            .filter(pool -> only == null || only.isEmpty() || only.equals(name(pool)))
            .toList();
  }

  private static String name(PoolState pool) {
    JobConfig job = pool.job();
    return job == null ? "" : job.name();
  }

  /**
   * @param state active, dropped or any
   */
  void write(JsonGenerator out, String state) throws IOException {
    boolean active = !state.equalsIgnoreCase("dropped");
    boolean dropped = !state.equalsIgnoreCase("active");
    out.writeStartObject();
    out.writeArrayFieldStart("activeTargets");
    for (PoolState pool : active ? pools : List.<PoolState>of()) {
      pool.forEachTarget((target, result) -> target(out, name(pool), target, result));
    }
    out.writeEndArray();
    out.writeArrayFieldStart("droppedTargets");
    for (PoolState pool : dropped ? pools : List.<PoolState>of()) {
      for (Map<String, String> labels : pool.dropped()) {
        out.writeStartObject();
        ScrapeApi.labels(out, "discoveredLabels", labels);
        out.writeStringField("scrapePool", name(pool));
        out.writeEndObject();
      }
    }
    out.writeEndArray();
    out.writeObjectFieldStart("droppedTargetCounts");
    for (PoolState pool : dropped ? pools : List.<PoolState>of()) {
      out.writeNumberField(name(pool), pool.droppedCount());
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void target(JsonGenerator out, String pool, Target target, ScrapeResult last) {
    try {
      out.writeStartObject();
      ScrapeApi.labels(out, "discoveredLabels", target.discovered());
      ScrapeApi.labels(out, "labels", target.labels());
      out.writeStringField("scrapePool", pool);
      out.writeStringField("scrapeUrl", target.url().toString());
      out.writeStringField("globalUrl", target.url().toString());
      out.writeStringField("lastError", last.error());
      boolean never = Objects.equals(last.health(), "unknown");
      out.writeStringField("lastScrape", never ? "0001-01-01T00:00:00Z" : last.time().toString());
      out.writeFieldName("lastScrapeDuration");
      out.writeNumber(NumberText.of(last.seconds()));
      out.writeStringField("health", last.health());
      out.writeStringField("scrapeInterval", PrometheusDuration.format(target.interval()));
      out.writeStringField("scrapeTimeout", PrometheusDuration.format(target.timeout()));
      out.writeNumberField("samples", last.samples());
      out.writeNumberField("samplesKept", last.samplesKept());
      out.writeNumberField("seriesAdded", last.seriesAdded());
      out.writeNumberField("duplicates", last.duplicates());
      out.writeNumberField("bodyBytes", last.bodyBytes());
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("BUG: writing to memory failed", e);
    }
  }
}
