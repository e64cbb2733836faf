package dev.clew.storage.text;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a text within another, case ignored or not, at the boundaries of words when asked to. A
 * part of a UUID is no word.
 */
final class TextSearch implements TextPattern {
  private final byte[] needle;
  private final boolean wordStart;
  private final boolean wordEnd;
  private final boolean exactCase;

  private TextSearch(byte[] needle, boolean wordStart, boolean wordEnd, boolean exactCase) {
    this.needle = needle;
    this.exactCase = exactCase;
    this.wordStart = wordStart && needle.length > 0 && WordBytes.isWord(needle[0]);
    this.wordEnd = wordEnd && needle.length > 0 && WordBytes.isWord(needle[needle.length - 1]);
  }

  static TextPattern of(String text, boolean wordStart, boolean wordEnd, boolean exactCase) {
    String folded = exactCase ? text : text.toLowerCase(Locale.ROOT);
    TextSearch search =
        new TextSearch(folded.getBytes(StandardCharsets.UTF_8), wordStart, wordEnd, exactCase);
    boolean asBytes = exactCase || search.needle.length == folded.length();
    return asBytes ? search : search::matchesFolded;
  }

  @Override
  public @Nullable Literal literal() {
    return needle.length == 0 ? null : new Literal(needle, exactCase, wordStart, wordEnd, true);
  }

  /** For text beyond ASCII, whose letters change their bytes with their case. */
  private boolean matchesFolded(byte[] bytes, int from, int to) {
    byte[] folded =
        new String(bytes, from, to - from, StandardCharsets.UTF_8)
            .toLowerCase(Locale.ROOT)
            .getBytes(StandardCharsets.UTF_8);
    return matches(folded, 0, folded.length);
  }

  @Override
  public boolean matches(byte[] bytes, int from, int to) {
    int length = needle.length;
    if (length == 0) {
      return true;
    }
    byte lower = needle[0];
    byte upper = !exactCase && lower >= 'a' && lower <= 'z' ? (byte) (lower - 32) : lower;
    int last = to - length;
    for (int at = from; at <= last; at++) {
      byte b = bytes[at];
      if ((b == lower || b == upper) && isHere(bytes, at) && isBounded(bytes, from, to, at)) {
        return true;
      }
    }
    return false;
  }

  private boolean isHere(byte[] bytes, int at) {
    for (int i = 1; i < needle.length; i++) {
      byte b = bytes[at + i];
      if ((exactCase ? b : WordBytes.lower(b)) != needle[i]) {
        return false;
      }
    }
    return true;
  }

  private boolean isBounded(byte[] bytes, int from, int to, int at) {
    int end = at + needle.length;
    if (wordStart && at > from) {
      byte before = bytes[at - 1];
      if (WordBytes.isWord(before) || (before == '-' && cutsUuid(bytes, from, to, at, at))) {
        return false;
      }
    }
    if (wordEnd && end < to) {
      byte behind = bytes[end];
      return !WordBytes.isWord(behind)
          && (behind != '-' || !cutsUuid(bytes, from, to, lastWord(bytes, at, end), end));
    }
    return true;
  }

  private static int lastWord(byte[] bytes, int from, int end) {
    int start = end;
    while (start > from && WordBytes.isWord(bytes[start - 1])) {
      start--;
    }
    return start;
  }

  /** Whether {@code cut} lies inside of a UUID one of whose parts begins at {@code part}. */
  private static boolean cutsUuid(byte[] bytes, int from, int to, int part, int cut) {
    return cutsUuidAt(bytes, from, to, part, cut)
        || cutsUuidAt(bytes, from, to, part - 9, cut)
        || cutsUuidAt(bytes, from, to, part - 14, cut)
        || cutsUuidAt(bytes, from, to, part - 19, cut)
        || cutsUuidAt(bytes, from, to, part - 24, cut);
  }

  private static boolean cutsUuidAt(byte[] bytes, int from, int to, int uuid, int cut) {
    return cut > uuid
        && cut < uuid + WordBytes.UUID_LENGTH
        && WordBytes.isUuid(bytes, from, to, uuid);
  }
}
