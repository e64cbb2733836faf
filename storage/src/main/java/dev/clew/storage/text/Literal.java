package dev.clew.storage.text;

import java.util.Arrays;

/**
 * Bytes that every text must hold to match a pattern.
 *
 * @param bytes not empty; in lower case unless {@code exactCase}
 * @param exactCase whether the case counts; else only that of ASCII letters is ignored
 * @param wordStart whether they must begin where a word does
 * @param wordEnd whether they must end where a word does
 * @param sufficient whether every text that holds them so matches
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Literal(
    byte[] bytes, boolean exactCase, boolean wordStart, boolean wordEnd, boolean sufficient) {

  /** Whether the text at {@code at} goes on like the literal from {@code offset} to its end. */
  public boolean isAt(int offset, int until, byte[] text, int at) {
    if (exactCase) {
      return Arrays.equals(bytes, offset, until, text, at, at + until - offset);
    }
    for (int i = offset; i < until; i++) {
      if (WordBytes.lower(text[at + i - offset]) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
