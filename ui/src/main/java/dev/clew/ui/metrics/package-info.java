/** Charts of metrics. Start here: {@link dev.clew.ui.metrics.MetricsView}. */
@NullMarked
package dev.clew.ui.metrics;

import org.jspecify.annotations.NullMarked;
