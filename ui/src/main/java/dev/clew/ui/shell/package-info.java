/**
 * The frame around every page and the page for unknown addresses. Start here: {@link
 * dev.clew.ui.shell.Frame}.
 */
@NullMarked
package dev.clew.ui.shell;

import org.jspecify.annotations.NullMarked;
