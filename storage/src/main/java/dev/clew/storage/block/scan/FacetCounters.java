package dev.clew.storage.block.scan;

import dev.clew.storage.block.segment.BlockCounts;
import dev.clew.storage.block.segment.BlockHandle;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.rows.Facets;
import dev.clew.storage.rows.RowSchema;
import java.util.BitSet;
import java.util.List;

/** The values of several fields, counted in one pass. */
public final class FacetCounters {
  private final List<FacetCounter> counters;

  /** Whether what is known of a block suffices for all of them. */
  private final boolean whole;

  private FacetCounters(List<FacetCounter> counters) {
    this.counters = counters;
    this.whole = counters.stream().allMatch(FacetCounter::canAddWhole);
  }

  public static FacetCounters of(RowSchema schema, List<String> fields) {
    return new FacetCounters(fields.stream().map(f -> new FacetCounter(schema, f)).toList());
  }

  /** A block of which every row counts; false when its rows have to be read. */
  public boolean addWhole(BlockHandle block, BlockCounts counts) {
    if (whole) {
      counters.forEach(counter -> counter.addWhole(counts));
    }
    return whole;
  }

  public boolean addRows(BlockRows block, BitSet rows) {
    counters.forEach(counter -> counter.addRows(block, rows));
    return true;
  }

  /**
   * @param limit values per field
   */
  public List<Facets.Facet> result(int limit) {
    return counters.stream().map(counter -> counter.result(limit)).toList();
  }
}
