/** Files that are replaced whole. Start here: {@link dev.clew.alerting.state.StateFile}. */
@NullMarked
package dev.clew.alerting.state;

import org.jspecify.annotations.NullMarked;
