package dev.clew.storage.block.filter;

import dev.clew.storage.column.BlockRows;
import java.util.BitSet;
import java.util.List;

/**
 * Finds the rows of a block that a filter wants. Thread-safe and reusable for any number of blocks.
 */
public interface BlockMatcher {
  BlockMatcher ALL =
      new BlockMatcher() {
        @Override
        public BitSet match(BlockRows block, BitSet within) {
          return within;
        }

        @Override
        public boolean wantsAll() {
          return true;
        }
      };

  /** Those of the rows {@code within} that match; may change and return its argument. */
  BitSet match(BlockRows block, BitSet within);

  /** Whether it is known beforehand that every row matches. */
  default boolean wantsAll() {
    return false;
  }

  /** Every part narrows what the next one looks at. */
  static BlockMatcher and(List<BlockMatcher> parts) {
    return (block, within) -> {
      BitSet left = within;
      for (BlockMatcher part : parts) {
        if (left.isEmpty()) {
          break;
        }
        left = part.match(block, left);
      }
      return left;
    };
  }

  /** Every part looks only at what the ones before did not find. */
  static BlockMatcher or(List<BlockMatcher> parts) {
    return (block, within) -> {
      BitSet found = new BitSet();
      BitSet left = within;
      for (BlockMatcher part : parts) {
        BitSet matched = part.match(block, (BitSet) left.clone());
        found.or(matched);
        left.andNot(matched);
        if (left.isEmpty()) {
          break;
        }
      }
      return found;
    };
  }

  static BlockMatcher not(BlockMatcher part) {
    return (block, within) -> {
      BitSet matched = part.match(block, (BitSet) within.clone());
      within.andNot(matched);
      return within;
    };
  }
}
