package dev.clew.packaging;

import dev.clew.collector.intake.RetentionBounds;
import dev.clew.collector.intake.RetentionBounds.Kept;
import dev.clew.collector.intake.SeriesLimits;
import dev.clew.model.Signal;
import dev.clew.storage.block.life.RetentionRule;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * What the collector refuses because no store would keep it: older than the longest that any rule
 * of the signal gives, or further ahead than its clock may be.
 */
final class KeptTimes {
  private KeptTimes() {}

  static RetentionBounds of(ApplianceConfig config, SeriesLimits metrics, InstantSource clock) {
    return RetentionBounds.of(
        clock,
        Map.of(
            Signal.LOGS,
            kept(
                "logs",
                config.logs().retention(),
                config.logs().retentionRules(),
                config.logs().maxFuture()),
            Signal.TRACES,
            kept(
                "traces",
                config.traces().retention(),
                config.traces().retentionRules(),
                config.traces().maxFuture()),
            Signal.METRICS,
            Kept.of(metrics)));
  }

  private static Kept kept(String section, Duration retention, List<String> rules, Duration ahead) {
    Duration longest = retention;
    for (RetentionRule rule : RetentionRule.parseAll(rules)) {
      Duration kept = Duration.ofDays(rule.days());
      longest = kept.compareTo(longest) > 0 ? kept : longest;
    }
    return new Kept(longest, true, ahead, section + ".retention", section + ".max_future");
  }
}
