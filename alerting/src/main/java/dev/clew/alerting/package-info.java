/**
 * Evaluates Prometheus rules, keeps alert state, sends notifications. Start here: {@link
 * dev.clew.alerting.Alerting}.
 */
@NullMarked
package dev.clew.alerting;

import org.jspecify.annotations.NullMarked;
