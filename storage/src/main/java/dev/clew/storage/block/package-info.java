/**
 * The store under logs and spans: rows in columnar blocks, found through an index of one document
 * per block, in daily partitions. Start here: {@link dev.clew.storage.block.BlockStore}.
 *
 * <h2>Directory of a store</h2>
 *
 * <pre>
 * MANIFEST                what the store consists of, replaced by each commit ({@link
 *                         dev.clew.storage.block.segment.Manifest})
 * 20261121/17/blocks      segment 17 of a UTC day: 16 bytes of header, then its blocks ({@link
 *                         dev.clew.storage.block.segment.Segment}; the format of a block is with {@link
 *                         dev.clew.storage.column})
 * 20261121-90d/18/        segment 18: rows of that day that a retention rule keeps for 90 days
 * 20261121/17/segment     what it is, so that a lost MANIFEST can be made anew ({@link
 *                         dev.clew.storage.block.segment.SegmentLabel})
 * 20261121/17/ids         which blocks hold an ID ({@link dev.clew.storage.index.IdTable})
 * 20261121/17/index/      Lucene's files, one document per block ({@link dev.clew.storage.index})
 * deletions/3             rows deleted by filter ({@link dev.clew.storage.block.segment.Tombstones})
 * corrupt/                what is damaged, set aside; at most 1 GiB, for at most 90 days
 * </pre>
 *
 * Files are never changed once the manifest names them; what it does not name is deleted at the
 * next start. But for damage: what is made from the blocks ({@code index}, {@code ids}, {@code
 * segment}) is made anew, under the names {@code index.new} and {@code ids.new} first, and the
 * label notes what of the blocks cannot be read ({@link
 * dev.clew.storage.block.life.SegmentRepair}).
 */
@NullMarked
package dev.clew.storage.block;

import org.jspecify.annotations.NullMarked;
