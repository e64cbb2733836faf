/** Evaluates Prometheus rules, keeps alert state, sends notifications. */
@NullMarked
package dev.clew.alerting;

import org.jspecify.annotations.NullMarked;
