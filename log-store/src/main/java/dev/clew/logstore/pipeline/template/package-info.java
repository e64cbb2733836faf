/**
 * Go's text templates with Loki's functions, over the labels of a line. Start here: {@link
 * dev.clew.logstore.pipeline.template.Template}.
 */
@NullMarked
package dev.clew.logstore.pipeline.template;

import org.jspecify.annotations.NullMarked;
