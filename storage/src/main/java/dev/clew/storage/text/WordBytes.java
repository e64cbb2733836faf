package dev.clew.storage.text;

/**
 * What a word is made of: ASCII letters, digits and underscore, and every byte of a character
 * beyond ASCII. A UUID counts as one word.
 */
final class WordBytes {
  private static final byte[] LOWER = new byte[256];
  private static final boolean[] WORD = new boolean[256];
  private static final boolean[] HEX = new boolean[256];
  static final int UUID_LENGTH = 36;

  /** A longer number within dots is no part of a version. */
  static final int VERSION_DIGITS = 9;

  static {
    for (int i = 0; i < 256; i++) {
      LOWER[i] = (byte) (i >= 'A' && i <= 'Z' ? i + 32 : i);
      boolean digit = i >= '0' && i <= '9';
      boolean letter = (i >= 'a' && i <= 'z') || (i >= 'A' && i <= 'Z');
      WORD[i] = digit || letter || i == '_' || i >= 0x80;
      HEX[i] = digit || (i >= 'a' && i <= 'f') || (i >= 'A' && i <= 'F');
    }
  }

  private WordBytes() {}

  static boolean isWord(byte b) {
    return WORD[b & 0xFF];
  }

  static boolean isHex(byte b) {
    return HEX[b & 0xFF];
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  static byte lower(byte b) {
    return LOWER[b & 0xFF];
  }

  /** Whether a UUID that is a word of its own begins at {@code at}. */
  static boolean isUuid(byte[] bytes, int from, int to, int at) {
    int end = at + UUID_LENGTH;
    if (at < from || end > to || bytes[at + 8] != '-') {
      return false;
    }
    if ((at > from && isWord(bytes[at - 1])) || (end < to && isWord(bytes[end]))) {
      return false;
    }
    for (int i = 0; i < UUID_LENGTH; i++) {
      byte b = bytes[at + i];
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? b != '-' : !isHex(b)) {
        return false;
      }
    }
    return true;
  }

  /** End of the IPv4 address that begins at a word's start {@code at}, or -1. */
  static int ipEnd(byte[] bytes, int to, int at) {
    int position = at;
    for (int part = 0; part < 4; part++) {
      int digits = 0;
      while (position < to && isDigit(bytes[position]) && digits < 4) {
        position++;
        digits++;
      }
      if (digits == 0 || digits == 4) {
        return -1;
      }
      if (part < 3 && (position >= to || bytes[position++] != '.')) {
        return -1;
      }
    }
    return position < to && isWord(bytes[position]) ? -1 : position;
  }

  /**
   * End of three numbers with dots between them, or -1.
   *
   * @param at a word's start; the word may begin with a {@code v}
   * @param end the word's end
   */
  static int versionEnd(byte[] bytes, int at, int end, int to) {
    int first = lower(bytes[at]) == 'v' ? at + 1 : at;
    if (first == end || end - first > VERSION_DIGITS) {
      return -1;
    }
    for (int i = first; i < end; i++) {
      if (!isDigit(bytes[i])) {
        return -1;
      }
    }
    int position = end;
    for (int part = 0; part < 2; part++) {
      if (position >= to || bytes[position++] != '.') {
        return -1;
      }
      int start = position;
      while (position < to && isDigit(bytes[position])) {
        position++;
      }
      if (position == start || position - start > VERSION_DIGITS) {
        return -1;
      }
    }
    return position < to && isWord(bytes[position]) ? -1 : position;
  }
}
