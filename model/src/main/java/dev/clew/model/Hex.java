package dev.clew.model;

import java.util.HexFormat;

/** Hexadecimal digits of IDs. */
final class Hex {
  private static final HexFormat LOWER = HexFormat.of();

  private Hex() {}

  static String of(long value) {
    return LOWER.toHexDigits(value);
  }

  static boolean isHex(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      if (!HexFormat.isHexDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
