package dev.clew.storage.column.slot;

/** Which characters a text has, case ignored, in 64 bits: a bit may stand for several. */
public final class TextMask {
  public static final long ALL = -1L;
  public static final long DIGITS = 0x3FFL;

  /** ASCII letters, digits and underscores. */
  public static final long WORD = (1L << 37) - 1;

  static final long HEX = DIGITS | 0x3FL << 10;
  private static final long[] BIT = new long[256];

  static {
    for (int i = 0; i < 256; i++) {
      BIT[i] = 1L << bit(i);
    }
  }

  private TextMask() {}

  private static int bit(int b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int lower = b | 0x20;
    if (lower >= 'a' && lower <= 'z' && b < 0x80) {
      return 10 + lower - 'a';
    }
    return switch (b) {
      case '_' -> 36;
      case '-' -> 37;
      case '.' -> 38;
      case ' ' -> 39;
      default -> b >= 0x80 ? 40 : 41 + b % 23;
    };
  }

  public static long of(byte b) {
    return BIT[b & 0xFF];
  }

  public static long of(byte[] bytes, int from, int to) {
    long mask = 0;
    for (int i = from; i < to; i++) {
      mask |= BIT[bytes[i] & 0xFF];
    }
    return mask;
  }
}
