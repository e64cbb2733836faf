/**
 * The files of the write-ahead buffer, read and checked. Start here: {@link
 * dev.clew.storage.buffer.file.QueueFile}.
 */
@NullMarked
package dev.clew.storage.buffer.file;

import org.jspecify.annotations.NullMarked;
