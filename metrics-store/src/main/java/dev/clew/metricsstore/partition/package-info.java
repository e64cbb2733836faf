/**
 * Day partitions on disk: which files make up the store, and how they come and go. Start here:
 * {@link dev.clew.metricsstore.partition.Partitions}.
 *
 * <h2>Layout</h2>
 *
 * <pre>
 * MANIFEST                      which files count; replaced atomically by every commit
 * METADATA                      type, unit and help by metric family
 * 2026-03-01/0000000000000012.seg   samples ({@link dev.clew.metricsstore.segment})
 * 2026-03-01/0000000000000011.idx   labels ({@link dev.clew.metricsstore.index})
 * 2026-03-01/0000000000000013.del   deleted series ({@link dev.clew.metricsstore.partition.Tombstone})
 * quarantine/                   files that turned out to be damaged; what could be read of them was
 *                               written anew
 * </pre>
 *
 * A file that the manifest does not list is left over from something that was not committed;
 * opening deletes it. Where there is no manifest, nothing is: a new store writes one before its
 * first file, so it was lost, and is put together from what is there.
 *
 * <h2>MANIFEST</h2>
 *
 * Lines of UTF-8 text, so that it can be read by people:
 *
 * <pre>
 * clew-metrics-manifest 2
 * position P              last position of the write-ahead buffer that is in the files
 * next-file N             number of the next new file
 * day D series S          days since the Unix epoch, series numbers given in that day
 * index FILE LEVEL N      of the day above, in ascending order of series; N series
 * segment FILE LEVEL N MIN MAX  of the day above, in the order of writing: a later one wins;
 *                         N samples from MIN to MAX, Unix milliseconds
 * tombstone FILE          of the day above
 * lost WHAT N MIN MAX FIRST LAST  of the day above: N samples or labels of series ({@link
 *                         dev.clew.metricsstore.partition.Loss}), -1 for unknown; times, series
 * crc32c XXXXXXXX         of all bytes before this line, hexadecimal
 * </pre>
 *
 * Version 1 had no tombstones; older manifests have no N, MIN and MAX, which say how much a lost
 * file held, and no losses; those who do not know them pass over them.
 *
 * <h2>Tombstones</h2>
 *
 * A tombstone deletes a range of time of some series of its day. It applies to the segments with a
 * lower file number; what was flushed or merged later has a greater one. A merge reads its inputs
 * without what is deleted.
 *
 * <pre>
 * u32 magic "CLWT", u32 version 1
 * zigzag day, zigzag first and last deleted time
 * varint length and portable RoaringBitmap: numbers of the series
 * the same: numbers of those that have lost all samples of the day and are not found any more
 * u32 CRC-32C of all before
 * </pre>
 *
 * When a series of the second set comes again it gets a new number. Merged indexes leave out the
 * labels of such series. A tombstone is forgotten with its day, or when no segment is left that it
 * applies to and its second set is empty.
 */
@NullMarked
package dev.clew.metricsstore.partition;

import org.jspecify.annotations.NullMarked;
