/**
 * Rules at work: groups evaluated at their interval, alerts with their state. Start here: {@link
 * dev.clew.alerting.evaluation.RuleEngine}.
 */
@NullMarked
package dev.clew.alerting.evaluation;

import org.jspecify.annotations.NullMarked;
