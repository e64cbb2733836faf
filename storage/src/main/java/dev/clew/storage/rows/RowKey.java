package dev.clew.storage.rows;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The stable name of a row, and its place in the order of results: by time, then by ingest sequence
 * number. Flushing and merging never change it.
 */
public record RowKey(long timeNanos, long sequence) implements Comparable<RowKey> {
  @Override
  public int compareTo(RowKey other) {
    int order = Long.compare(timeNanos, other.timeNanos);
    return order != 0 ? order : Long.compare(sequence, other.sequence);
  }

  /** An opaque text, safe in URLs. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(timeNanos) + Long.toHexString(sequence);
  }

  /** Reads what {@link #toString} wrote, or returns null when the text is anything else. */
  public static @Nullable RowKey parse(String text) {
    if (text.length() < 17 || text.length() > 32) {
      return null;
    }
    try {
      return new RowKey(
          HexFormat.fromHexDigitsToLong(text, 0, 16),
          HexFormat.fromHexDigitsToLong(text, 16, text.length()));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
