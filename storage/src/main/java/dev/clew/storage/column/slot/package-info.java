/**
 * Variables of templates, packed by what they look like. Start here: {@link
 * dev.clew.storage.column.slot.TemplateVariables}.
 */
@NullMarked
package dev.clew.storage.column.slot;

import org.jspecify.annotations.NullMarked;
