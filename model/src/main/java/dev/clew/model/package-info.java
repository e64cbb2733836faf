/**
 * The vocabulary: identifiers, attributes, log records, spans, time ranges. Start here: {@link
 * dev.clew.model.Signal}.
 */
@NullMarked
package dev.clew.model;

import org.jspecify.annotations.NullMarked;
