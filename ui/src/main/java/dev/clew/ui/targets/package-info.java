/** What is scraped, and how that goes. Start here: {@link dev.clew.ui.targets.TargetsView}. */
@NullMarked
package dev.clew.ui.targets;

import org.jspecify.annotations.NullMarked;
