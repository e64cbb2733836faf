/** Search in traces, and one trace. Start here: {@link dev.clew.ui.traces.TracesView}. */
@NullMarked
package dev.clew.ui.traces;

import org.jspecify.annotations.NullMarked;
