/**
 * What modules ask of each other. Start here: {@link dev.clew.model.seam.OtlpSink} for the way in,
 * {@link dev.clew.model.seam.LogQueries} for the way out.
 */
@NullMarked
package dev.clew.model.seam;

import org.jspecify.annotations.NullMarked;
