package dev.clew.metricsstore.regex;

import java.util.function.Consumer;

/** Splits ranges of code points into sequences of byte ranges of UTF-8. */
final class Utf8Ranges {
  private static final int[] LAST_OF_LENGTH = {0x7f, 0x7ff, 0xffff, 0x10ffff};
  private static final int CONTINUATION_BITS = 6;
  private static final int CONTINUATION = 0x80;
  private static final int CONTINUATION_MASK = 0x3f;

  private Utf8Ranges() {}

  /** Hands out, for each sequence, first and last of its first byte, of its second, and so on. */
  static void forEach(int first, int last, Consumer<int[]> target) {
    int from = first;
    for (int length = 1; length <= LAST_OF_LENGTH.length; length++) {
      int limit = LAST_OF_LENGTH[length - 1];
      if (from <= last && from <= limit) {
        split(from, Math.min(last, limit), length, target);
        from = limit + 1;
      }
    }
  }

  /** Splits until all bytes but those that may have every value are the same at both ends. */
  private static void split(int first, int last, int length, Consumer<int[]> target) {
    for (int bits = CONTINUATION_BITS;
        bits < length * CONTINUATION_BITS;
        bits += CONTINUATION_BITS) {
      int mask = (1 << bits) - 1;
      if ((first & ~mask) != (last & ~mask)) {
        if ((first & mask) != 0) {
          split(first, first | mask, length, target);
          split((first | mask) + 1, last, length, target);
          return;
        }
        if ((last & mask) != mask) {
          split(first, (last & ~mask) - 1, length, target);
          split(last & ~mask, last, length, target);
          return;
        }
      }
    }
    int[] bytes = new int[2 * length];
    for (int i = 0; i < length; i++) {
      bytes[2 * i] = unit(first, i, length);
      bytes[2 * i + 1] = unit(last, i, length);
    }
    target.accept(bytes);
  }

  private static int unit(int codePoint, int index, int length) {
    int shifted = codePoint >> (CONTINUATION_BITS * (length - 1 - index));
    if (index > 0) {
      return CONTINUATION | (shifted & CONTINUATION_MASK);
    }
    return switch (length) {
      case 1 -> shifted;
      case 2 -> 0xc0 | shifted;
      case 3 -> 0xe0 | shifted;
      default -> 0xf0 | shifted;
    };
  }
}
