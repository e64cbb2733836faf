/** Alerting rules and their state. Start here: {@link dev.clew.ui.alerts.AlertsView}. */
@NullMarked
package dev.clew.ui.alerts;

import org.jspecify.annotations.NullMarked;
