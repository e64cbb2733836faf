/**
 * What the stores share. Start with the packages {@code buffer} (write-ahead buffer) and {@code
 * block} (columnar blocks).
 */
@NullMarked
package dev.clew.storage;

import org.jspecify.annotations.NullMarked;
