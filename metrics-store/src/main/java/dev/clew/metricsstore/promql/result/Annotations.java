package dev.clew.metricsstore.promql.result;

import dev.clew.metricsstore.promql.ast.Position;
import dev.clew.metricsstore.promql.notation.Numbers;
import dev.clew.metricsstore.promql.notation.Quoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects what should be known about a result, each message once, in Prometheus' wording. */
public final class Annotations {
  /** As many as the API shows of each kind. */
  private static final int SHOWN = 10;

  // Of the same message at two positions the later counts, as in Prometheus.
  private final Map<String, Position> warnings = new LinkedHashMap<>();

  /** What could not be read; of the data, not of the expression, so without position. */
  private final Set<String> losses = new LinkedHashSet<>();

  private final Map<String, Position> infos = new LinkedHashMap<>();
  private final Map<String, ForcedMonotonicity> forced = new LinkedHashMap<>();
  private final Map<String, Integer> overlaps = new LinkedHashMap<>();

  /**
   * @param sentence what is unreadable of what was asked for
   */
  public void lost(String sentence) {
    losses.add("the answer is not whole: " + sentence);
  }

  public void warn(String message, Position position) {
    warnings.put("PromQL warning: " + message, position);
  }

  public void info(String message, Position position) {
    infos.put("PromQL info: " + message, position);
  }

  /** Says that buckets were corrected; of all steps and series of a metric as one message. */
  public void forcedMonotonicity(String metric, ForcedMonotonicity what, Position position) {
    String message =
        "input to histogram_quantile needed to be fixed for monotonicity (see"
            + " https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)";
    String text = forMetric(message, metric);
    info(text, position);
    forced.merge("PromQL info: " + text, what, ForcedMonotonicity::with);
  }

  /** Says that samples claim to have begun before the last one; of all steps as one message. */
  public void startTimeOverlap(String metric, Position position) {
    String text =
        "sample has start time that overlaps with previous sample timestamp for metric "
            + Quoting.quote(metric);
    warn(text, position);
    overlaps.merge("PromQL warning: " + text, 1, Integer::sum);
  }

  public void mixedFloatsAndHistograms(String metric, Position position) {
    warn(
        "encountered a mix of histograms and floats for metric name " + Quoting.quote(metric),
        position);
  }

  public void mixedBucketSchemas(String metric, Position position) {
    warn(
        "vector contains a mix of histograms with exponential and custom buckets schemas for"
            + " metric name "
            + Quoting.quote(metric),
        position);
  }

  public void histogramsIgnoredInRange(String metric, Position position) {
    info(
        "ignored histograms in a range containing both floats and histograms for metric name "
            + Quoting.quote(metric),
        position);
  }

  public void histogramIgnoredInAggregation(String aggregation, Position position) {
    info("ignored histogram in " + aggregation + " aggregation", position);
  }

  public void invalidQuantile(double quantile, Position position) {
    warn("quantile value should be between 0 and 1, got " + Numbers.general(quantile), position);
  }

  /** Adds those of another part of the work. */
  public void addAll(Annotations others) {
    warnings.putAll(others.warnings);
    losses.addAll(others.losses);
    infos.putAll(others.infos);
    others.forced.forEach((text, what) -> forced.merge(text, what, ForcedMonotonicity::with));
    others.overlaps.forEach((text, count) -> overlaps.merge(text, count, Integer::sum));
  }

  /** {@code operation} is addition, subtraction or aggregation. */
  public void counterResetCollision(String operation, Position position) {
    warn("conflicting counter resets during histogram " + operation, position);
  }

  public void boundsReconciled(String operation, Position position) {
    info("mismatched custom buckets were reconciled during " + operation, position);
  }

  public static String forMetric(String message, String metric) {
    return metric.isEmpty() ? message : message + " for metric name " + Quoting.quote(metric);
  }

  public List<String> warnings(String query) {
    List<String> all = new ArrayList<>(losses.stream().limit(SHOWN).toList());
    all.addAll(texts(warnings, query, "warning"));
    return all;
  }

  public List<String> infos(String query) {
    return texts(infos, query, "info");
  }

  private List<String> texts(Map<String, Position> messages, String query, String kind) {
    List<String> texts = new ArrayList<>();
    messages.forEach((text, position) -> {
      if (texts.size() < SHOWN) {
        ForcedMonotonicity details = forced.get(text);
        int count = overlaps.getOrDefault(text, 1);
        String shown =
            text
                + (details == null ? "" : details.text())
                + (count > 1 ? " (" + count + " occurrences)" : "");
        texts.add(shown + " (" + position.lineAndColumn(query) + ")");
      }
    });
    if (messages.size() > SHOWN) {
      texts.add((messages.size() - SHOWN) + " more " + kind + " annotations omitted");
    }
    return texts;
  }
}
