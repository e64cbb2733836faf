package dev.clew.storage.block.segment;

import dev.clew.model.Attributes;
import dev.clew.model.memory.QueryMemory;
import dev.clew.model.seam.ServiceCoverage;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.Column;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.RowSchema;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts rows, and rows with the coverage ID, per value of the coverage attribute. */
public final class CoverageCounter {
  private final RowSchema schema;
  private final Map<String, long[]> counts = new TreeMap<>();

  public CoverageCounter(RowSchema schema) {
    this.schema = schema;
  }

  private long[] countsOf(String service) {
    long[] known = counts.get(service);
    if (known == null) {
      QueryMemory.current().take(150 + service.length());
      known = new long[2];
      counts.put(service, known);
    }
    return known;
  }

  /** Always true: more is wanted. */
  public boolean addWhole(BlockCounts known) {
    for (ServiceCoverage service : known.coverage()) {
      long[] count = countsOf(service.service());
      count[0] += service.records();
      count[1] += service.withTraceContext();
    }
    return true;
  }

  /** Always true: more is wanted. */
  public boolean addRows(BlockRows block, BitSet rows) {
    List<Attributes> groups = block.groups();
    long[][] perGroup = new long[groups.size()][2];
    Field id = schema.coverageId();
    Column ids = id == null ? null : block.column(id.key());
    int[] groupOfRow = block.groupOfRow();
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      long[] count = perGroup[groupOfRow[row]];
      count[0]++;
      if (ids != null && ids.has(row)) {
        count[1]++;
      }
    }
    for (int i = 0; i < perGroup.length; i++) {
      if (perGroup[i][0] > 0) {
        String service = groups.get(i).text(schema.coverageAttribute());
        long[] count = countsOf(service == null ? "" : service);
        count[0] += perGroup[i][0];
        count[1] += perGroup[i][1];
      }
    }
    return true;
  }

  /** Sorted by name; rows without the attribute stand under the empty name. */
  public List<ServiceCoverage> result() {
    List<ServiceCoverage> result = new ArrayList<>();
    counts.forEach((name, c) -> result.add(new ServiceCoverage(name, c[0], c[1])));
    return result;
  }
}
