/**
 * The columns of a block of rows: built row by row, read column by column. Start here: {@link
 * dev.clew.storage.column.BlockBuilder} and {@link dev.clew.storage.column.BlockRows}.
 *
 * <h2>Format of a block, version 1</h2>
 *
 * Numbers of fixed width are little-endian; a varint has seven bits per byte, the lowest first; a
 * zigzag is a varint of a signed number; a string is a varint of its length and UTF-8.
 *
 * <pre>
 * header      u32 magic "CBLK" (0x4B4C4243) · u32 version · u32 rows · u32 length of the directory
 *             u32 CRC-32C of the 16 bytes before and the directory
 * directory   u32 columns; of each: string name · u8 type · varint length · u32 CRC-32C
 * columns     one behind the other, in the order of the directory
 * </pre>
 *
 * The type is the code of a {@link dev.clew.storage.column.ColumnType}. Four columns of the system
 * come first, their names begin with a zero byte: {@code time}, {@code sequence} and {@code group}
 * (longs, one per row), and {@code groups} (a packed string of a varint and so many shared
 * attributes). Rows are sorted by group, then time, then sequence number.
 *
 * <pre>
 * packed      varint 2 x length, plus 1 when compressed; then varint compressed length and a zstd
 *             frame, or the bytes
 * longs       u8 encoding:
 *             0     zigzag value: all are equal
 *             1+w   zigzag least · packed planes: each minus the least, w bytes each
 *             17+w  zigzag first · zigzag least · packed planes: differences
 *             33+w  zigzag first · zigzag first difference · zigzag least · packed planes:
 *                   differences of differences
 *             Planes are the lowest bytes of all numbers, then the next higher ones …
 * presence    u8 0: every row has a value; u8 1 · packed bit set, row 0 in the lowest bit
 * TEXT, NESTED, OPAQUE
 *             varint entries · u8: 0 row i has entry i, or 1 · longs of each row's entry plus 1,
 *             0 for none; then longs of the entries' lengths · packed bytes of all entries.
 *             With 2 added to the u8 (TEXT only) the entries follow as templates instead
 * WHOLE, REAL, BOOL
 *             presence · longs of the rows that have a value (a REAL as its bits)
 * ID64, ID128
 *             presence · u8 0 · the IDs, 8 or 16 bytes each; or u8 1 · varint distinct IDs · longs
 *             of each value's number among them · the distinct IDs
 * templates   longs of each entry's template · packed head · packed strings · packed planes ·
 *             varint length and bits
 * head        varint templates · varint number of the residual template plus 1, or 0; of each
 *             template: varint entries, varint length, its text with a zero byte for each
 *             variable; then for each template its slots, one for each of its zero bytes, with
 *             the values of its entries in their order
 * slot        u8 kind · varint length of the shortest value · varint what the longest has more:
 *             0     number: varint and bytes before, varint and bytes behind, numbers
 *             1     the same, printed with leading zeros up to the length of all
 *             2     the same, printed without the digit 1 that stands before all
 *             3, 4  lower, upper case hexadecimal digits: in bits, two per byte, the first high;
 *                   an odd last one has its own byte
 *             5, 6  lower, upper case UUIDs: 16 bytes each in bits
 *             7     IPv4 addresses: numbers
 *             8     dictionary: u64 mask, varint different values, lengths, numbers of the values
 *             9     text: u64 mask, lengths
 *             Lengths are numbers and, when they differ, a varint of their sum; the bytes are in
 *             strings. A mask is that of a {@link dev.clew.storage.column.slot.TextMask}
 * numbers     u8 0 · zigzag value: all are equal; u8 b (1 to 62) · zigzag least: each minus the
 *             least takes b bits in bits, lowest first, filled up to a byte; u8 64+w · zigzag
 *             least: planes of w bytes in planes; with 128 added, zigzag first value and the same
 *             of the differences
 * attributes  varint of their number; of each: string key · u8 kind · value: 0 string, 1 zigzag,
 *             2 eight bytes of a double, 3 u8, 4 base64 string, 5 varint and values, 6 attributes,
 *             7 nothing
 * </pre>
 */
@NullMarked
package dev.clew.storage.column;

import org.jspecify.annotations.NullMarked;
