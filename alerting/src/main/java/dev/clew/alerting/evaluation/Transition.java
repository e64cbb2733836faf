package dev.clew.alerting.evaluation;

import dev.clew.model.Labels;
import java.time.Instant;

/** An alert went from one state to another. */
public record Transition(
    Instant time,
    String group,
    String rule,
    Labels labels,
    AlertState from,
    AlertState to,
    double value) {}
