/**
 * Templates in the language of Go's text/template: {@code {{ if gt $value 1.0 }}…{{ end }}}, with
 * Go's functions, its fmt and its layouts of time. What a template is filled in from, and further
 * functions, come with a {@link dev.clew.notation.template.Dialect}. Start here: {@link
 * dev.clew.notation.template.GoTemplate}.
 */
@NullMarked
package dev.clew.notation.template;

import org.jspecify.annotations.NullMarked;
