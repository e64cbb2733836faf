/**
 * Everything that carries one ID, on one timeline, each item with its reason. Start here: {@link
 * dev.clew.correlation.Correlation}.
 */
@NullMarked
package dev.clew.correlation;

import org.jspecify.annotations.NullMarked;
