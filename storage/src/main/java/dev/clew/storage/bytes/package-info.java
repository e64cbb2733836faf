/**
 * Bytes that are written and read, packed and unpacked. Start here: {@link
 * dev.clew.storage.bytes.ByteOutput}, {@link dev.clew.storage.bytes.Compression}.
 */
@NullMarked
package dev.clew.storage.bytes;

import org.jspecify.annotations.NullMarked;
