package dev.clew.collector.scrape.config;

import dev.clew.collector.scrape.exposition.ExpositionFormat;
import dev.clew.collector.scrape.exposition.HistogramChoice;
import dev.clew.collector.scrape.relabel.RelabelRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code scrape_configs}, with what it inherits filled in. Two that are equal do the
 * same, so that a reload leaves the targets of unchanged jobs alone.
 */
public record JobConfig(
    String name,
    Duration interval,
    Duration timeout,
    Endpoint endpoint,
    HttpConfig http,
    Samples samples,
    Formats formats,
    Limits limits,
    List<RelabelRule> relabeling,
    List<RelabelRule> metricRelabeling,
    List<DiscoveryConfig> discovery) {
  public JobConfig {
    relabeling = List.copyOf(relabeling);
    metricRelabeling = List.copyOf(metricRelabeling);
    discovery = List.copyOf(discovery);
  }

  /** Where on a target the metrics are, unless labels say otherwise. */
  public record Endpoint(String scheme, String path, Map<String, List<String>> params) {
    public Endpoint {
      params = Map.copyOf(params);
    }
  }

  /**
   * @param honorLabels whether labels of the target win over ours of the same name
   * @param honorTimestamps whether times that the target gives are kept
   * @param trackTimestampsStaleness whether series with such times become stale too
   * @param extraMetrics whether timeout, sample limit and body size are stored for each scrape
   */
  public record Samples(
      boolean honorLabels,
      boolean honorTimestamps,
      boolean trackTimestampsStaleness,
      boolean extraMetrics) {}

  /**
   * @param accepted in the order they are asked for
   * @param fallback when a target does not say what it sends; null for none
   * @param legacyNames whether only names of letters, digits, colons and underscores are taken
   * @param escaping how targets are asked to write other names
   */
  public record Formats(
      List<ExpositionFormat> accepted,
      @Nullable ExpositionFormat fallback,
      HistogramChoice histograms,
      boolean legacyNames,
      String escaping) {
    public Formats {
      accepted = List.copyOf(accepted);
    }
  }

  /** 0 for no limit. */
  public record Limits(
      long bodyBytes,
      long samples,
      long targets,
      long labels,
      long labelNameLength,
      long labelValueLength,
      long keepDroppedTargets) {}
}
