/** Search in log lines. Start here: {@link dev.clew.ui.logs.LogsView}. */
@NullMarked
package dev.clew.ui.logs;

import org.jspecify.annotations.NullMarked;
