package dev.clew.collector.scrape.target;

import dev.clew.collector.scrape.config.JobConfig;
import dev.clew.collector.scrape.exposition.Exposition;
import dev.clew.collector.scrape.relabel.MutableLabels;
import dev.clew.collector.scrape.relabel.RelabelRule;
import dev.clew.model.QueryException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives an exposed series the labels it is stored with. */
final class SampleLabels {
  private static final String NAME = "__name__";
  private static final Pattern LEGACY_NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern LEGACY_LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private final JobConfig job;
  private final Map<String, String> targetLabels;

  SampleLabels(JobConfig job, Map<String, String> targetLabels) {
    this.job = job;
    this.targetLabels = targetLabels;
  }

  /**
   * The labels of the current series, packed; null when relabelling drops it.
   *
   * @throws ScrapeFailure when they break a limit or are none
   */
  byte @Nullable [] of(Exposition exposition) {
    MutableLabels labels = new MutableLabels();
    Map<String, String> exposed = new HashMap<>();
    exposition.labels((name, value) -> {
      exposed.put(name, value);
      labels.set(name, value);
    });
    addTargetLabels(labels, exposed);
    try {
      if (!RelabelRule.apply(job.metricRelabeling(), labels) || labels.size() == 0) {
        return null;
      }
    } catch (QueryException e) { // a rule makes too long a value
      throw new ScrapeFailure(String.valueOf(e.getMessage()));
    }
    check(labels);
    return PackedLabels.pack(labels.get(NAME), labels.toMap());
  }

  private void addTargetLabels(MutableLabels labels, Map<String, String> exposed) {
    if (job.samples().honorLabels()) {
      targetLabels.forEach((name, value) -> {
        if (!exposed.containsKey(name)) {
          labels.set(name, value);
        }
      });
      return;
    }
    List<String> conflicts = new ArrayList<>();
    targetLabels.forEach((name, value) -> {
      if (!exposed.getOrDefault(name, "").isEmpty()) {
        conflicts.add(name);
      }
      labels.set(name, value);
    });
    // Short names first, so that exported_job of the target does not take the place of its job.
    conflicts.sort(Comparator.comparingInt(String::length));
    for (String name : conflicts) {
      String renamed = "exported_" + name;
      while (labels.has(renamed)) {
        renamed = "exported_" + renamed;
      }
      labels.set(renamed, exposed.getOrDefault(name, ""));
    }
  }

  private void check(MutableLabels labels) {
    String metric = labels.get(NAME);
    if (metric.isEmpty()) {
      throw new ScrapeFailure("a series without a metric name: " + labels);
    }
    if (job.formats().legacyNames() && !LEGACY_NAME.matcher(metric).matches()) {
      throw new ScrapeFailure("invalid metric name: \"" + metric + '"');
    }
    JobConfig.Limits limits = job.limits();
    if (limits.labels() > 0 && labels.size() > limits.labels()) {
      throw new ScrapeFailure(
          "label_limit exceeded (metric: "
              + metric
              + ", number of labels: "
              + labels.size()
              + ", limit: "
              + limits.labels()
              + ")");
    }
    labels.forEach((name, value) -> check(metric, name, value));
  }

  private void check(String metric, String name, String value) {
    JobConfig.Limits limits = job.limits();
    if (job.formats().legacyNames() && !LEGACY_LABEL.matcher(name).matches()) {
      throw new ScrapeFailure("invalid label name: \"" + name + "\" of metric " + metric);
    }
    if (limits.labelNameLength() > 0 && length(name) > limits.labelNameLength()) {
      throw new ScrapeFailure(
          "label_name_length_limit exceeded (metric: "
              + metric
              + ", label name: "
              + name
              + ", length: "
              + length(name)
              + ", limit: "
              + limits.labelNameLength()
              + ")");
    }
    if (limits.labelValueLength() > 0 && length(value) > limits.labelValueLength()) {
      throw new ScrapeFailure(
          "label_value_length_limit exceeded (metric: "
              + metric
              + ", label name: "
              + name
              + ", length: "
              + length(value)
              + ", limit: "
              + limits.labelValueLength()
              + ")");
    }
  }

  private static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
