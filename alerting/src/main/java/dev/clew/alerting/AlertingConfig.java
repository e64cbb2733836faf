package dev.clew.alerting;

import dev.clew.alerting.notify.NotificationConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Which rules are evaluated, how, and what happens when they fire.
 *
 * @param rules directory of rule files ({@code *.yml}, {@code *.yaml}); it need not exist
 * @param directory where alert states and the notification log are kept
 * @param starterRules whether the rules about Clew itself are in force
 * @param interval of groups that set none
 * @param queryOffset how far back evaluations look, for groups that set none; more than 0 gives
 *     late samples time to arrive
 * @param reloadInterval between two looks at the rule files
 * @param startDelay before the first evaluation, so that the stores can take up what the buffer
 *     holds
 * @param outageTolerance after a longer outage pending alerts begin anew
 * @param concurrency groups evaluated at once
 * @param externalUrl address of the browser's start page as people reach it, for links; empty: the
 *     one that the front door has, see {@link #at}
 * @param externalLabels {@code name=value}, seen by templates as {@code $externalLabels}
 */
public record AlertingConfig(
    Path rules,
    Path directory,
    boolean starterRules,
    Duration interval,
    Duration queryOffset,
    Duration reloadInterval,
    Duration startDelay,
    Duration outageTolerance,
    int concurrency,
    String externalUrl,
    List<String> externalLabels,
    NotificationConfig notifications) {

  public AlertingConfig {
    externalLabels = List.copyOf(externalLabels);
    for (String label : externalLabels) {
      if (!label.matches("[a-zA-Z_][a-zA-Z0-9_]*=.*")) {
        throw new IllegalArgumentException(
            "external_labels: \"" + label + "\" (expected: name=value)");
      }
    }
    positive("interval", interval);
    positive("reload_interval", reloadInterval);
    notNegative("query_offset", queryOffset);
    notNegative("start_delay", startDelay);
    notNegative("outage_tolerance", outageTolerance);
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency: " + concurrency + " (expected: >= 1)");
    }
    if (!externalUrl.isEmpty() && !externalUrl.matches("https?://[^/]+.*[^/]|https?://[^/]+")) {
      throw new IllegalArgumentException(
          "external_url: \""
              + externalUrl
              + "\" (expected: an address such as https://clew.example.org, without / at the end)");
    }
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }

  private static void notNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
    }
  }

  /**
   * The defaults.
   *
   * @param data directory of the installation's data
   */
  public static AlertingConfig defaults(Path data) {
    return new AlertingConfig(
        data.resolve("rules"),
        data.resolve("alerting"),
        true,
        Duration.ofMinutes(1),
        Duration.ZERO,
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofHours(1),
        2,
        "",
        List.of(),
        NotificationConfig.defaults());
  }

  /**
   * With an address for links where none is set.
   *
   * @param publicUrl that of the front door; empty: that of an installation nobody has changed
   */
  public AlertingConfig at(String publicUrl) {
    if (!externalUrl.isEmpty()) {
      return this;
    }
    return new AlertingConfig(
        rules,
        directory,
        starterRules,
        interval,
        queryOffset,
        reloadInterval,
        startDelay,
        outageTolerance,
        concurrency,
        publicUrl.isEmpty() ? "http://localhost:8080" : publicUrl,
        externalLabels,
        notifications);
  }
}
