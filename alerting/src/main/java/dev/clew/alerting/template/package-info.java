/**
 * The part of Go's text/template that rules use, with the functions Prometheus adds. Start here:
 * {@link dev.clew.alerting.template.Template}.
 */
@NullMarked
package dev.clew.alerting.template;

import org.jspecify.annotations.NullMarked;
