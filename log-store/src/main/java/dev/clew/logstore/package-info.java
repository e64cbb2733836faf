/** Stores, finds and serves log records. Start here: {@link dev.clew.logstore.LogStore}. */
@NullMarked
package dev.clew.logstore;

import org.jspecify.annotations.NullMarked;
