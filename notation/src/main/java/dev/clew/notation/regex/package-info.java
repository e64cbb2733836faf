/**
 * Regular expressions that come from outside, bounded before anybody compiles them. Start here:
 * {@link dev.clew.notation.regex.GuardedRegex}.
 */
@NullMarked
package dev.clew.notation.regex;

import org.jspecify.annotations.NullMarked;
