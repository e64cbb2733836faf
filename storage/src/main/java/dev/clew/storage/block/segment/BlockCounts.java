package dev.clew.storage.block.segment;

import dev.clew.model.seam.ServiceCoverage;
import java.util.List;
import java.util.Map;

/**
 * What is known of a block without reading it.
 *
 * @param symbols per field with symbols, by its number, the rows of each of its numbers
 * @param coverage rows, and rows with the ID, per value of the coverage attribute
 */
public record BlockCounts(
    Map<Integer, Map<Integer, Integer>> symbols, List<ServiceCoverage> coverage) {
  /** Of a block that was found without its index. */
  static final BlockCounts UNKNOWN = new BlockCounts(Map.of(), List.of());
}
