package dev.clew.collector.scrape;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.clew.collector.scrape.target.PoolState;
import dev.clew.collector.scrape.target.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** {@code /api/v1/targets/metadata}: what targets say about their metrics. */
final class TargetMetadataJson {
  private final List<PoolState> pools;
  private final LabelSelector selector;
  private final String metric;
  private int left;

  /**
   * @param metric the family to tell of; empty for all
   * @param limit of entries; negative for none
   */
  TargetMetadataJson(List<PoolState> pools, LabelSelector selector, String metric, int limit) {
    this.pools = pools;
    this.selector = selector;
    this.metric = metric;
    this.left = limit < 0 ? Integer.MAX_VALUE : limit;
  }

  void write(JsonGenerator out) throws IOException {
    out.writeStartArray();
    for (PoolState pool : pools) {
      pool.forEachFamily((target, name, type, unit, help) -> {
        if (left > 0
            && (metric.isEmpty() || metric.equals(name))
            && selector.matches(target.labels())) {
          left--;
          entry(out, target, List.of(name, type, unit, help));
        }
      });
    }
    out.writeEndArray();
  }

  private void entry(JsonGenerator out, Target target, List<String> family) {
    try {
      out.writeStartObject();
      ScrapeApi.labels(out, "target", target.labels());
      if (metric.isEmpty()) {
        out.writeStringField("metric", family.get(0));
      }
      out.writeStringField("type", family.get(1));
      out.writeStringField("help", family.get(3));
      out.writeStringField("unit", family.get(2));
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("BUG: writing to memory failed", e);
    }
  }
}
