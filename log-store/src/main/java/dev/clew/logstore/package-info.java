/** Stores, finds and serves log records. */
@NullMarked
package dev.clew.logstore;

import org.jspecify.annotations.NullMarked;
