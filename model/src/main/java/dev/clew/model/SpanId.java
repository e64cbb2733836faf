package dev.clew.model;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A W3C span ID: eight bytes, zero means "none".
 *
 * @param value the eight bytes, big-endian
 */
public record SpanId(long value) {
  public static final SpanId NONE = new SpanId(0);

  /**
   * Parses 16 hexadecimal digits of either case, or returns null when the text is anything else.
   */
  public static @Nullable SpanId parse(CharSequence hex) {
    if (hex.length() != 16 || !Hex.isHex(hex)) {
      return null;
    }
    return new SpanId(HexFormat.fromHexDigitsToLong(hex, 0, 16));
  }

  public boolean isPresent() {
    return value != 0;
  }

  // Written out, as those of TraceId.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SpanId that && value == that.value;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(value);
  }

  /** 16 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return Hex.of(value);
  }
}
