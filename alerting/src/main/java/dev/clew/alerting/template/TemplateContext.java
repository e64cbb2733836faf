package dev.clew.alerting.template;

import dev.clew.model.seam.MetricSample;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a template of a rule is filled in with.
 *
 * @param labels of the series that the rule's expression gave: {@code $labels}
 * @param value of that series: {@code $value}
 * @param site the same for all templates
 * @param time of the evaluation: {@code now}
 * @param query answers PromQL at that time: {@code query}
 */
public record TemplateContext(
    Map<String, String> labels,
    double value,
    Site site,
    Instant time,
    Function<String, List<MetricSample>> query) {

  /**
   * Where this installation is.
   *
   * @param externalLabels {@code $externalLabels}
   * @param externalUrl address of the browser's start page, without a slash at the end
   */
  public record Site(Map<String, String> externalLabels, String externalUrl) {}
}
