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
 * quarantine/                   files that turned out to be damaged
 * </pre>
 *
 * A file that the manifest does not list is left over from something that was not committed;
 * opening deletes it.
 *
 * <h2>MANIFEST</h2>
 *
 * Lines of UTF-8 text, so that it can be read by people:
 *
 * <pre>
 * clew-metrics-manifest 1
 * position P              last position of the write-ahead buffer that is in the files
 * next-file N             number of the next new file
 * day D series S          days since the Unix epoch, series numbers given in that day
 * index FILE LEVEL        of the day above, in ascending order of series
 * segment FILE LEVEL      of the day above, in the order of writing: a later one wins
 * crc32c XXXXXXXX         of all bytes before this line, hexadecimal
 * </pre>
 */
@NullMarked
package dev.clew.metricsstore.partition;

import org.jspecify.annotations.NullMarked;
