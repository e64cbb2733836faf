package dev.clew.storage.column;

import dev.clew.model.Attributes;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a block, in its order, as if there were no others. Columns are loaded when they are
 * first asked for; one that no chosen row has a value in is null then.
 */
public final class ChosenRows implements BlockRows {
  private final BlockRows source;
  private final int[] chosen;
  private final Map<ColumnKey, @Nullable Column> columns = new HashMap<>();
  private long @Nullable [] times;
  private long @Nullable [] sequences;
  private int @Nullable [] groupOfRow;

  public ChosenRows(BlockRows source, BitSet chosen) {
    this.source = source;
    this.chosen = chosen.stream().toArray();
  }

  @Override
  public int rows() {
    return chosen.length;
  }

  @Override
  public long[] times() {
    long[] known = times;
    if (known == null) {
      known = of(source.times());
      times = known;
    }
    return known;
  }

  @Override
  public long[] sequences() {
    long[] known = sequences;
    if (known == null) {
      known = of(source.sequences());
      sequences = known;
    }
    return known;
  }

  private long[] of(long[] all) {
    long[] own = new long[chosen.length];
    for (int i = 0; i < own.length; i++) {
      own[i] = all[chosen[i]];
    }
    return own;
  }

  @Override
  public int[] groupOfRow() {
    int[] known = groupOfRow;
    if (known == null) {
      int[] all = source.groupOfRow();
      known = new int[chosen.length];
      for (int i = 0; i < known.length; i++) {
        known[i] = all[chosen[i]];
      }
      groupOfRow = known;
    }
    return known;
  }

  /** All groups of the block. */
  @Override
  public List<Attributes> groups() {
    return source.groups();
  }

  /** All columns of the block. */
  @Override
  public List<ColumnKey> columns() {
    return source.columns();
  }

  @Override
  public @Nullable Column column(ColumnKey key) {
    if (columns.containsKey(key)) {
      return columns.get(key);
    }
    Column all = source.column(key);
    Column own = all == null ? null : SortedRows.sorted(all, chosen);
    columns.put(key, own);
    return own;
  }

  @Override
  public long bytesRead() {
    return source.bytesRead();
  }
}
