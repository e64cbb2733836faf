/** The state of the appliance itself. Start here: {@link dev.clew.ui.status.StatusView}. */
@NullMarked
package dev.clew.ui.status;

import org.jspecify.annotations.NullMarked;
