package dev.clew.storage.column;

import dev.clew.model.Attributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one block, numbered from 0. Columns are loaded when they are first asked for. An
 * instance is used by one thread at a time.
 */
public interface BlockRows {
  /** Number of rows. */
  int rows();

  /** Per row its instant, nanoseconds since the Unix epoch; not sorted. */
  long[] times();

  /** Per row its ingest sequence number, unique in the store. */
  long[] sequences();

  /** Per row its group in {@link #groups}. */
  int[] groupOfRow();

  /** Attributes that many rows share: those of resource and scope, names with their prefix. */
  List<Attributes> groups();

  /** The columns that hold at least one value. */
  List<ColumnKey> columns();

  /** The column, or null when no row has a value in it. */
  @Nullable Column column(ColumnKey key);

  /** Bytes read from storage so far for this block. */
  long bytesRead();
}
