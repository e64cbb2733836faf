package dev.clew.alerting.rule;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rules that are evaluated one after the other at the same instants.
 *
 * @param file name of the {@link RuleFile}
 * @param language in which the expressions of its rules are written
 * @param interval null for the installation's default
 * @param limit of alerts or series a rule may give; 0 for none
 * @param queryOffset how far back from the instant of evaluation is looked; null for the default
 * @param labels added to every rule that does not set them itself
 */
public record RuleGroup(
    String file,
    String name,
    RuleLanguage language,
    @Nullable Duration interval,
    int limit,
    @Nullable Duration queryOffset,
    Map<String, String> labels,
    List<Rule> rules) {

  public RuleGroup {
    labels = Map.copyOf(labels);
    rules = List.copyOf(rules);
  }

  /** What tells groups apart: file and name. */
  public String key() {
    return file + ";" + name;
  }
}
