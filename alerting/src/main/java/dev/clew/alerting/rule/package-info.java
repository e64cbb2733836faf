/**
 * Prometheus rule files: read, checked, watched. Start here: {@link
 * dev.clew.alerting.rule.RuleFile}.
 */
@NullMarked
package dev.clew.alerting.rule;

import org.jspecify.annotations.NullMarked;
