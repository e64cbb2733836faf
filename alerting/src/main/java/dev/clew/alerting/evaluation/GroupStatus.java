package dev.clew.alerting.evaluation;

import dev.clew.alerting.rule.RuleGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group and how it fares.
 *
 * @param interval the one in force
 * @param lastEvaluation null before the first
 * @param missed evaluations left out because one before took too long
 */
public record GroupStatus(
    RuleGroup group,
    Duration interval,
    @Nullable Instant lastEvaluation,
    double evaluationSeconds,
    long missed,
    List<RuleStatus> rules) {}
