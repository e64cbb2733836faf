/** Everything that carries one ID, on one timeline. */
@NullMarked
package dev.clew.correlation;

import org.jspecify.annotations.NullMarked;
