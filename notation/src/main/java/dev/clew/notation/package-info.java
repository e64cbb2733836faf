/**
 * Texts with rules of their own, each read in one place. Start here: {@link
 * dev.clew.notation.regex.GuardedRegex}.
 */
@NullMarked
package dev.clew.notation;

import org.jspecify.annotations.NullMarked;
