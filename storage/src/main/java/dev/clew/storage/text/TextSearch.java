package dev.clew.storage.text;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Looks for a text within another, case ignored or not, at the ends of words when asked to. */
final class TextSearch implements TextPattern {
  private final byte[] needle;
  private final boolean wordStart;
  private final boolean wordEnd;
  private final boolean exactCase;

  private TextSearch(byte[] needle, boolean wordStart, boolean wordEnd, boolean exactCase) {
    this.needle = needle;
    this.exactCase = exactCase;
    this.wordStart = wordStart && WordBytes.joinsAt(needle, 0, needle.length);
    this.wordEnd = wordEnd && WordBytes.joinsBefore(needle, 0, needle.length);
  }

  static TextPattern of(String text, boolean wordStart, boolean wordEnd, boolean exactCase) {
    String folded = exactCase ? text : text.toLowerCase(Locale.ROOT);
    TextSearch search =
        new TextSearch(folded.getBytes(StandardCharsets.UTF_8), wordStart, wordEnd, exactCase);
    return exactCase || hasOneCase(folded) ? search : search::matchesFolded;
  }

  /** Nothing but ASCII, and scripts that know no case, so that the bytes can be compared. */
  private static boolean hasOneCase(String text) {
    return text.codePoints().allMatch(c -> c < 0x80 || WordCharacters.isAlone(c));
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
    return (!wordStart || WordBytes.startsWord(bytes, from, to, at))
        && (!wordEnd || WordBytes.endsWord(bytes, from, to, at + needle.length));
  }
}
