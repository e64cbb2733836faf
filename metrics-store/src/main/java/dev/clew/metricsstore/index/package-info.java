/**
 * Finds series by their labels. Start here: {@link dev.clew.metricsstore.index.IndexSegment}.
 *
 * <h2>Index file, version 1</h2>
 *
 * The labels of consecutively numbered series of one day. Numbers are little-endian; {@code varint}
 * is LEB128; checksums are CRC-32C. A <i>term</i> is a label name with one of its values; terms are
 * numbered in ascending order of name, then of the value's UTF-8 bytes.
 *
 * <pre>
 * header     u32 magic "CLWI", u32 version 1
 * sections, one after another:
 *   0 series           of each series: varint number of labels, of each label its varint term
 *   1 series offsets   of each series: u32 offset in section 0
 *   2 hashes           of each series: u64 and u64, the first half of SHA-256 over its labels
 *                      (of each name and value: u32 big-endian length, UTF-8)
 *   3 hash order       u32 series less the first, in ascending unsigned order of the first u64
 *   4 values           of each term: UTF-8 of the value
 *   5 value offsets    of each term: u32 offset in section 4; one more at the end
 *   6 postings         of each term with several series: a RoaringBitmap in its portable format
 *   7 posting offsets  of each term: u32 offset in section 6, or bit 31 and the only series
 * footer     zigzag day, varint first series, varint number of series,
 *            of each section a varint length, u32 checksum of header and sections,
 *            varint number of names; of each: varint length and UTF-8, varint number of values
 * trailer    u64 offset of the footer, u32 its length, u32 its checksum, u32 magic
 * </pre>
 *
 * A day has one such file per flush that brought new series, merged as they become many.
 */
@NullMarked
package dev.clew.metricsstore.index;

import org.jspecify.annotations.NullMarked;
