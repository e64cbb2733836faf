/**
 * RE2 expressions over label values, as an automaton over UTF-8 bytes. Start here: {@link
 * dev.clew.metricsstore.regex.ValueMatcher}.
 */
@NullMarked
package dev.clew.metricsstore.regex;

import org.jspecify.annotations.NullMarked;
