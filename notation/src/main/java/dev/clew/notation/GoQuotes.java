package dev.clew.notation;

import java.util.HexFormat;

/**
 * Texts in quotes as Go writes them. A byte that is no UTF-8 may stand in a text as a lone low
 * surrogate, U+DC00 plus the byte.
 */
public final class GoQuotes {
  private static final char FIRST_BYTE = 0xdc80;
  private static final char LAST_BYTE = 0xdcff;

  private GoQuotes() {}

  /** Whether a character, behind no high surrogate, stands for a byte that is no UTF-8. */
  public static boolean isRawByte(char c) {
    return c >= FIRST_BYTE && c <= LAST_BYTE;
  }

  /** {@code strconv.Quote}, of what is printable more generous than Go. */
  public static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case 0x07 -> out.append("\\a");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case 0x0b -> out.append("\\v");
        default -> {
          boolean raw = isRawByte(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
          if (c < 0x20 || c == 0x7f || raw) {
            out.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
