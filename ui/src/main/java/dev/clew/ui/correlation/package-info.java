/** Everything that carries one ID. Start here: {@link dev.clew.ui.correlation.CorrelationView}. */
@NullMarked
package dev.clew.ui.correlation;

import org.jspecify.annotations.NullMarked;
