package dev.clew.storage.text;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Codes that colour text in a terminal, {@code ESC [ 1 ; 31 m}. They are part of no word and divide
 * words: an {@code error} in red is found by {@code error}, and by nothing that its code says.
 */
public final class ColourCodes {
  private static final byte ESCAPE = 0x1B;

  /** Styles and both colours of 24 bits take less; what is longer is text. */
  private static final int LONGEST = 64;

  private static final Pattern CODE =
      Pattern.compile("\\x1B\\[[0-9;:]{0," + (LONGEST - 3) + "}[mM]");

  private ColourCodes() {}

  /** Behind the code that begins at {@code at}, or -1 when none does. */
  public static int end(byte[] bytes, int at, int to) {
    if (bytes[at] != ESCAPE || at + 2 >= to || bytes[at + 1] != '[') {
      return -1;
    }
    int most = Math.min(to, at + LONGEST);
    int end = endOfParameters(bytes, at + 2, most);
    return end < most && isFinal(bytes[end]) ? end + 1 : -1;
  }

  /** Whether the byte at {@code at} is one of a code. */
  static boolean covers(byte[] bytes, int from, int to, int at) {
    byte b = bytes[at];
    if (!isParameter(b) && !isFinal(b)) {
      return b == ESCAPE
          ? end(bytes, at, to) > 0
          : b == '[' && at > from && end(bytes, at - 1, to) > 0;
    }
    int least = Math.max(from + 1, at - LONGEST);
    int start = isFinal(b) ? at - 1 : at;
    while (start > least && isParameter(bytes[start])) {
      start--;
    }
    return start >= least && bytes[start] == '[' && end(bytes, start - 1, to) > at;
  }

  private static boolean isParameter(byte b) {
    return (b >= '0' && b <= '9') || b == ';' || b == ':';
  }

  /** The letter is an m; a text in lower case may have lost which one it was. */
  private static boolean isFinal(byte b) {
    return b == 'm' || b == 'M';
  }

  private static int endOfParameters(byte[] bytes, int at, int to) {
    int end = at;
    while (end < to && isParameter(bytes[end])) {
      end++;
    }
    return end;
  }

  /**
   * How much of a part of a text may lie within a code that began before: 0 when nothing, all of it
   * when it has nothing but parameters.
   */
  static int tail(byte[] bytes) {
    int end = endOfParameters(bytes, bytes[0] == '[' ? 1 : 0, bytes.length);
    return end == bytes.length ? end : isFinal(bytes[end]) ? end + 1 : 0;
  }

  /** Where a code begins that goes on behind a part of a text; the part's end when none does. */
  static int unfinished(byte[] bytes) {
    int at = bytes.length - 1;
    while (at > 0 && isParameter(bytes[at])) {
      at--;
    }
    if (at > 0 && bytes[at] == '[') {
      at--;
    }
    return bytes[at] == ESCAPE ? at : bytes.length;
  }

  /** Whether a code begins in a template and goes on in one of its variables. */
  public static boolean isDivided(byte[] template, int from, int to) {
    for (int at = from; at + 2 < to; at++) {
      if (template[at] == ESCAPE && template[at + 1] == '[') {
        int end = endOfParameters(template, at + 2, to);
        if (end < to && template[end] == TemplateSplitter.SLOT) {
          return true;
        }
      }
    }
    return false;
  }

  /** What stands before, between and behind the codes of a text. */
  public static List<String> between(String text) {
    return text.indexOf(ESCAPE) < 0 ? List.of(text) : List.of(CODE.split(text, -1));
  }

  /** A text without its codes. */
  public static String without(String text) {
    return String.join("", between(text));
  }
}
