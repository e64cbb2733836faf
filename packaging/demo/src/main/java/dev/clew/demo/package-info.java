/**
 * A small shop that produces real telemetry: three Java services and a load driver in one jar.
 *
 * <p>Start here: {@link dev.clew.demo.Shop}.
 */
@NullMarked
package dev.clew.demo;

import org.jspecify.annotations.NullMarked;
