package dev.clew.collector.otlp;

/** Base64 (RFC 4648) decoded in the place where it stands. */
final class Base64Text {
  private Base64Text() {}

  /** Whether its length can be that of a text, padded or not; a text that was cut off passes. */
  static boolean isWhole(byte[] array, int from, int length) {
    int end = unpadded(array, from, length);
    int padding = length - end;
    return end % 4 != 1 && (padding == 0 || (length % 4 == 0 && padding <= 2));
  }

  private static int unpadded(byte[] array, int from, int length) {
    int end = length;
    while (end > 0 && length - end < 3 && array[from + end - 1] == '=') {
      end--;
    }
    return end;
  }

  /** Answers how many bytes it became, or -1 when it has other characters. */
  static int decode(byte[] array, int from, int length) {
    int end = from + unpadded(array, from, length);
    int to = from;
    int bits = 0;
    int have = 0;
    for (int i = from; i < end; i++) {
      int six = six(array[i]);
      if (six < 0) {
        return -1;
      }
      bits = (bits << 6) | six;
      have += 6;
      if (have >= 8) {
        have -= 8;
        array[to++] = (byte) (bits >>> have);
      }
    }
    return to - from;
  }

  private static int six(int c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return switch (c) {
      case '+', '-' -> 62;
      case '/', '_' -> 63;
      default -> -1;
    };
  }
}
