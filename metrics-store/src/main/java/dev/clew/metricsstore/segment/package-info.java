/**
 * Samples of many series in one immutable file, and the codecs for it. Start here: {@link
 * dev.clew.metricsstore.segment.SegmentWriter}.
 *
 * <h2>Segment file, version 2</h2>
 *
 * All numbers are little-endian; {@code varint} is LEB128, {@code zigzag} a varint of {@code (n <<
 * 1) ^ (n >> 63)}; checksums are CRC-32C.
 *
 * <pre>
 * header    u32 magic "CLWS", u32 version 2
 * windows   of each: its chunks one after another, then its time columns
 * footer    see below
 * trailer   u64 offset of the footer, u32 its length, u32 its checksum, u32 magic
 * </pre>
 *
 * <p>A <b>window</b> is the part of a segment that falls into four hours, counted from the Unix
 * epoch. All series are cut at the same times, so that they can share time columns.
 *
 * <p>A <b>chunk</b> holds up to 512 blocks or some 32 KiB, and is the unit of checksum and of zstd:
 *
 * <pre>
 * varint number of blocks
 * of each block: varint series number less the one before (the first: less the chunk's first)
 * of each block: varint (time column &lt;&lt; 2 | kind)
 * of each block: varint length in bytes
 * the blocks
 * </pre>
 *
 * <p>A <b>block</b> holds the samples of one kind of one series in the window, at most 8,192. Kind
 * 0 are floats ({@link dev.clew.metricsstore.segment.DoubleCodec}), 1 native histograms ({@link
 * dev.clew.metricsstore.segment.HistogramCodec}), 2 exemplars, which have times of their own
 * ({@link dev.clew.metricsstore.segment.ExemplarCodec}). Blocks ascend by series, then kind, then
 * time. How many samples there are is said by the time column.
 *
 * <p>Kind 3 are floats less those of the block before, which is in the same chunk, of kind 0 or 3,
 * and has the same time column: the buckets of a histogram and its count have much in common. Only
 * files that are to be small have such blocks, at most five in a row.
 *
 * <p><b>Time columns</b>: of each a varint of its length in bytes; then the columns, of two sorts:
 *
 * <pre>
 * times            varint number of times &lt;&lt; 1, the times in milliseconds
 * times and starts varint number of a column of times &lt;&lt; 1 | 1, and as many start times,
 *                  0 for an unknown one
 * </pre>
 *
 * both as {@link dev.clew.metricsstore.segment.IntegerCodec} writes them, with tag 0. What one
 * sender exports at one instant shares a column, and so does the whole window of its series: this
 * is where the jitter of timestamps, elsewhere half of all bytes, is paid only once. Start times
 * cost as little: series that count since the same instant, most of a process, share a column of
 * some ten bytes, and series without start times have none.
 *
 * <p><b>Footer</b>:
 *
 * <pre>
 * zigzag day (days since the epoch), varint level, zigzag buffer position, varint samples,
 * zigzag earliest and latest time
 * varint windows; of each:
 *   zigzag number of the window, zigzag earliest and latest time
 *   varint offset and varint length of the time columns, u32 their checksum, varint their number
 *   varint chunks; of each:
 *     varint first series less the last of the chunk before, varint last series less the first,
 *     varint offset less the end of the chunk before, varint length as stored,
 *     varint length once decompressed (the same when it is not), u32 checksum as stored
 * </pre>
 *
 * <h2>Version 1</h2>
 *
 * Had no start times: a time column began with the number of times as it is. The three numbers of a
 * block stood side by side, and there was no kind 3.
 */
@NullMarked
package dev.clew.metricsstore.segment;

import org.jspecify.annotations.NullMarked;
