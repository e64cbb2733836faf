/**
 * Terms of the label index in order, and how those of several parts become one. Start here: {@link
 * dev.clew.metricsstore.index.term.TermCursor}.
 */
@NullMarked
package dev.clew.metricsstore.index.term;

import org.jspecify.annotations.NullMarked;
