package dev.clew.storage.block.scan;

/** Takes the matching rows of a query block by block, in no particular order. */
@FunctionalInterface
public interface SliceVisitor {
  /**
   * Takes the matching rows of one block; the slice is valid during the call only.
   *
   * @return false to end the query
   */
  boolean visit(BlockSlice slice);

  /**
   * Takes a block of which every row matches, when what is known without reading it suffices.
   *
   * @return false when its rows are needed: {@link #visit} follows
   */
  default boolean visitWhole(BlockFacts block) {
    return false;
  }
}
