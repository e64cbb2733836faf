/** Finds series by their labels. Start here: {@link dev.clew.metricsstore.index.LabelSet}. */
@NullMarked
package dev.clew.metricsstore.index;

import org.jspecify.annotations.NullMarked;
