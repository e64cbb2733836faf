/**
 * Groups rows by the template of their text. Start here: {@link
 * dev.clew.storage.block.pattern.PatternCounter}.
 */
@NullMarked
package dev.clew.storage.block.pattern;

import org.jspecify.annotations.NullMarked;
