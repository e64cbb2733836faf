/**
 * The store under logs and spans: rows in columnar blocks, found through an index of one document
 * per block, in daily partitions. Start here: {@link dev.clew.storage.block.BlockStore}.
 */
@NullMarked
package dev.clew.storage.block;

import org.jspecify.annotations.NullMarked;
