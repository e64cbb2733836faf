package dev.clew.model;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A W3C trace ID: 16 bytes, all zero means "none".
 *
 * @param high the first eight bytes, big-endian
 * @param low the last eight bytes, big-endian
 */
public record TraceId(long high, long low) implements Comparable<TraceId> {
  public static final TraceId NONE = new TraceId(0, 0);

  /**
   * Parses 32 hexadecimal digits of either case, or returns null when the text is anything else.
   */
  public static @Nullable TraceId parse(CharSequence hex) {
    if (hex.length() != 32 || !Hex.isHex(hex)) {
      return null;
    }
    return new TraceId(
        HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
  }

  /**
   * Parses what people and other systems write for a trace ID: 32 hexadecimal digits, or 16 for an
   * ID of 64 bits, whose first half is zero then; with or without dashes, as in a UUID. Null when
   * the text is anything else.
   */
  public static @Nullable TraceId ofSpelling(String text) {
    String digits = text.strip().replace("-", "");
    return parse(digits.length() == 16 ? "0".repeat(16) + digits : digits);
  }

  public boolean isPresent() {
    return (high | low) != 0;
  }

  // Written out, as those of other keys of maps on the way of a query: what the compiler generates
  // is
  // linked in each process and runs through method handles until it is compiled, which was a tenth
  // of
  // the first look at a large ID.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TraceId that && high == that.high && low == that.low;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(high * 31 + low);
  }

  @Override
  public int compareTo(TraceId other) {
    int order = Long.compareUnsigned(high, other.high);
    return order != 0 ? order : Long.compareUnsigned(low, other.low);
  }

  /** 32 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return Hex.of(high) + Hex.of(low);
  }
}
