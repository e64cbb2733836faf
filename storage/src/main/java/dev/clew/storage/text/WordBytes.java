package dev.clew.storage.text;

/**
 * Where words begin and end in UTF-8 text, as {@link WordCharacters} says. ASCII, which is nearly
 * all of a log, is looked up by the byte; a byte that is no UTF-8 belongs to no word.
 */
public final class WordBytes {
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
      WORD[i] = i < 0x80 && WordCharacters.isWord(i);
      HEX[i] = digit || (i >= 'a' && i <= 'f') || (i >= 'A' && i <= 'F');
    }
  }

  private WordBytes() {}

  /** Whether a byte is an ASCII letter, digit or underscore. */
  static boolean isAsciiWord(byte b) {
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

  /** Whether a letter at {@code at} is the first one of a word. */
  public static boolean startsWord(byte[] bytes, int from, int to, int at) {
    return !ColourCodes.covers(bytes, from, to, at)
        && (!joinsBefore(bytes, from, at) || ColourCodes.covers(bytes, from, to, at - 1));
  }

  /** Whether a letter that ends at {@code at} is the last one of a word. */
  public static boolean endsWord(byte[] bytes, int from, int to, int at) {
    return !joinsAt(bytes, at, to) && !ColourCodes.covers(bytes, from, to, at - 1);
  }

  /** Whether what stands at {@code at} makes one word with letters before it. */
  public static boolean joinsAt(byte[] bytes, int at, int to) {
    return at < to && (bytes[at] >= 0 ? WORD[bytes[at]] : joining(bytes, at, to) > 0);
  }

  /** Whether what ends at {@code at} makes one word with letters behind it. */
  public static boolean joinsBefore(byte[] bytes, int from, int at) {
    if (at <= from) {
      return false;
    }
    if (bytes[at - 1] >= 0) {
      return WORD[bytes[at - 1]];
    }
    int start = characterBefore(bytes, from, at);
    return joining(bytes, start, at) == at - start;
  }

  /** Whether a character that belongs to words stands at {@code at}. */
  public static boolean isWordAt(byte[] bytes, int at, int to) {
    return bytes[at] >= 0 ? WORD[bytes[at]] : WordCharacters.isWord(codePoint(bytes, at, to));
  }

  /** Behind the word, or behind the run of a script without blanks, that begins here. */
  public static int endOfRun(byte[] bytes, int at, int to) {
    return joinsAt(bytes, at, to) ? endOfWord(bytes, at, to) : endOfAlone(bytes, at, to);
  }

  /** Behind the characters from {@code at} on that make one word; {@code at} if there is none. */
  static int endOfWord(byte[] bytes, int at, int to) {
    int end = at;
    while (end < to) {
      if (WORD[bytes[end] & 0xFF]) {
        end++;
        continue;
      }
      int length = bytes[end] < 0 ? joining(bytes, end, to) : 0;
      if (length == 0) {
        break;
      }
      end += length;
    }
    return end;
  }

  /** Where the characters that make one word and end at {@code at} begin. */
  static int startOfWord(byte[] bytes, int from, int at) {
    int start = at;
    while (joinsBefore(bytes, from, start) && !ColourCodes.covers(bytes, from, at, start - 1)) {
      start = bytes[start - 1] >= 0 ? start - 1 : characterBefore(bytes, from, start);
    }
    return start;
  }

  /** Behind the run of a script without blanks; {@code at} if there is none. */
  static int endOfAlone(byte[] bytes, int at, int to) {
    int end = at;
    int length;
    while ((length = alone(bytes, end, to)) > 0) {
      end += length;
    }
    return end;
  }

  /** Where the run of a script without blanks that ends at {@code at} begins. */
  static int startOfAlone(byte[] bytes, int from, int at) {
    int start = at;
    while (start > from && bytes[start - 1] < 0) {
      int before = characterBefore(bytes, from, start);
      if (alone(bytes, before, start) != start - before) {
        break;
      }
      start = before;
    }
    return start;
  }

  /** Length of the character beyond ASCII at {@code at} if it joins, or 0. */
  static int joining(byte[] bytes, int at, int to) {
    int codePoint = codePoint(bytes, at, to);
    return WordCharacters.joins(codePoint) ? length(codePoint) : 0;
  }

  /** Length of the character at {@code at} if its script has no blanks, or 0. */
  static int alone(byte[] bytes, int at, int to) {
    if (at >= to || bytes[at] >= 0) {
      return 0;
    }
    int codePoint = codePoint(bytes, at, to);
    return WordCharacters.isAlone(codePoint) ? length(codePoint) : 0;
  }

  private static int length(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }

  /** Where the character that ends at {@code at} may begin. */
  private static int characterBefore(byte[] bytes, int from, int at) {
    int start = at - 1;
    while (start > from && at - start < 4 && (bytes[start] & 0xC0) == 0x80) {
      start--;
    }
    return start;
  }

  /** The character at {@code at}, or -1 when it is no UTF-8. */
  private static int codePoint(byte[] bytes, int at, int to) {
    int first = bytes[at] & 0xFF;
    if (first < 0x80) {
      return first;
    }
    int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    if (first < 0xC2 || first > 0xF4 || at + more >= to) {
      return -1;
    }
    int codePoint = first & (0x3F >> more);
    for (int i = 1; i <= more; i++) {
      int next = bytes[at + i];
      if ((next & 0xC0) != 0x80) {
        return -1;
      }
      codePoint = codePoint << 6 | (next & 0x3F);
    }
    // A longer form of a shorter character is no UTF-8.
    return length(codePoint) == more + 1 ? codePoint : -1;
  }

  /** Whether a UUID that begins and ends where words do begins at {@code at}. */
  static boolean isUuid(byte[] bytes, int from, int to, int at) {
    int end = at + UUID_LENGTH;
    if (at < from || end > to || bytes[at + 8] != '-') {
      return false;
    }
    if (joinsAt(bytes, end, to) || !startsWord(bytes, from, to, at)) {
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
    return joinsAt(bytes, position, to) ? -1 : position;
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
    return joinsAt(bytes, position, to) ? -1 : position;
  }
}
