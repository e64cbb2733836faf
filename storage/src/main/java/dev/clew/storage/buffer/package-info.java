/**
 * The write-ahead buffer: one queue of raw OTLP bytes per signal, between the collector and the
 * stores. Start here: {@link dev.clew.storage.buffer.WriteAheadBuffer}; a store implements {@link
 * dev.clew.storage.buffer.BufferConsumer}.
 *
 * <h2>Files</h2>
 *
 * <pre>
 * logs/20261130-1205V.cq4          entries of this process; the library appends to the newest
 * logs/earlier/20261130-1150V.cq4  entries of earlier ones; read, then deleted, never appended to
 * logs/end                         the queue was closed in peace; removed at the next start
 * logs/metadata.cq4t               the library's; removed at the next start
 * logs/*.cq4.damaged               a file in which no entry could be found; the last two are kept
 * quarantine/(store)/              requests that a store could not take
 * </pre>
 *
 * The same for {@code metrics} and {@code traces}. Names are five minutes each and grow from file
 * to file; they say when a process began, and nothing more.
 *
 * <h2>A queue file</h2>
 *
 * It is Chronicle Queue's. All numbers here and below are little-endian. A frame begins at every
 * offset that is the end of the frame before, rounded up to four; behind the last one are zeros:
 *
 * <pre>
 * offset  size
 *      0     4  bits 0 to 29: length n; bit 30: not an entry but the library's own; bit 31: not
 *               finished. C0000000 ends a file that was left for the next, 0 one that was not
 *      4     n  an entry, or the library's header (the first frame) and index (the next two, and
 *               more in between later)
 * </pre>
 *
 * In the header two numbers of eight bytes follow {@code writePosition}, 8D and twice the number 2:
 * the offset of the last entry's frame; and the lower half of this offset in the upper half, with
 * the number of entries before it in the lower.
 *
 * <h2>An entry</h2>
 *
 * <pre>
 * offset  size
 *      0     4  "CWB2"
 *      4     4  salt: a number drawn by each process for its entries, not 0
 *      8     8  position
 *     16     8  received, nanoseconds since the Unix epoch
 *     24     4  bits 0 to 27: length n of the payload, at most 8 MiB; bits 28 to 31: 1 a whole
 *               request; 2, 3, 4 the first, a middle, the last part of one
 *     28     4  CRC-32C of the bytes from offset 0 to 28 and of the payload
 *     32     n  payload: (part of) a serialized Export{Logs,Metrics,Trace}ServiceRequest
 * </pre>
 *
 * Positions go up by one from entry to entry, over files and starts; a start may pass some over
 * when a store has committed more than is left of the queue. So whoever finds an entry knows how
 * many are missing in front of it, and an entry is found without the frames: by its first bytes,
 * its salt, a position that is possible, and its checksum. The library takes no entry larger than a
 * quarter of its mapped block (64 MiB), hence the parts. Parts of one request follow each other; a
 * request whose last part is missing was never acknowledged, and is passed over.
 *
 * <p>Entries of before (read, no longer written):
 *
 * <pre>
 * offset  size
 *      0     1  1 to 4, as above
 *      1     8  received
 *      9     4  CRC-32C of the bytes from offset 0 to 9 and of the payload
 *     13     n  payload
 * </pre>
 *
 * The position of the i-th of them in a file, from 0 on, is i, plus the file's number of five
 * minutes since the Unix epoch times 2<sup>32</sup>. New positions go on behind them.
 *
 * <h2>The mark of a clean end</h2>
 *
 * <pre>
 * offset  size
 *      0     4  "CWE1"
 *      4     8  position of the first entry in the files
 *     12     8  of the last one; one less than the first when there is none
 *     20     8  of the next entry
 *     28     4  CRC-32C of the bytes from offset 0 to 28
 * </pre>
 */
@NullMarked
package dev.clew.storage.buffer;

import org.jspecify.annotations.NullMarked;
