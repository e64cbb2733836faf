package dev.clew.storage.index;

import dev.clew.storage.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.lucene.util.BytesRef;

/**
 * Which blocks of an index before version 4 may hold a literal. There every byte beyond ASCII was
 * taken for a letter, and so was the end of a colour code, so that a word may have become one with
 * the signs around it; and the parts of a UUID were no terms. Nothing is ruled out by what such an
 * index lacks: words are looked for within its terms.
 */
final class OldWords {
  /** Longer words may have been cut within a sign that is no part of them. */
  private static final int LONGEST_KNOWN = Tokenizer.LONGEST / 2;

  /** Shorter words are within nearly every dictionary. */
  private static final int SHORTEST_KNOWN = 3;

  private static final BytesRef ANY_WORD = new BytesRef(new byte[] {Terms.WORD});

  private final byte[] bytes;

  /** Whether an expression wants it, to which U+017F is an s. */
  private final boolean expression;

  private final List<IndexQuery> all = new ArrayList<>();

  private OldWords(byte[] bytes, boolean expression) {
    this.bytes = bytes;
    this.expression = expression;
  }

  static IndexQuery literal(String text, boolean startBound, boolean endBound, boolean expression) {
    byte[] bytes = text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    OldWords words = new OldWords(bytes, expression);
    if (startBound && endBound && isUuid(text)) {
      return words.uuid();
    }
    words.collect(startBound && endBound);
    return new IndexQuery.AllOf(words.all);
  }

  private static boolean isUuid(String text) {
    try {
      return text.length() == 36 && UUID.fromString(text).toString().equalsIgnoreCase(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * One word, unless it touched a sign beyond ASCII or a colour code; then its parts were words.
   */
  private IndexQuery uuid() {
    byte[] first = Arrays.copyOf(bytes, 8);
    byte[] last = Arrays.copyOfRange(bytes, 24, 36);
    return IndexQuery.anyOf(
        new IndexQuery.Id(Terms.wordHash(bytes, bytes.length)),
        where((term, from, to) -> holds(term, from, to, first) || holds(term, from, to, last)));
  }

  private void collect(boolean bound) {
    byte[] longest = {};
    int at = 0;
    while (at < bytes.length) {
      int end = at;
      while (end < bytes.length && isLetter(bytes[end])) {
        end++;
      }
      if (end - at >= SHORTEST_KNOWN) {
        byte[] word = Arrays.copyOfRange(bytes, at, end);
        boolean whole = bound || (at > 0 && end < bytes.length);
        if (whole && isId(word)) {
          all.add(
              IndexQuery.anyOf(
                  new IndexQuery.Id(Terms.wordHash(word, word.length)),
                  where((term, from, to) -> holds(term, from, to, word))));
        } else if (word.length > longest.length && isKnown(word, whole)) {
          longest = word;
        }
      }
      at = end + 1;
    }
    byte[] word = longest;
    if (word.length > 0) {
      // Going through all words for each word of a phrase would cost more than it spares.
      all.add(where((term, from, to) -> holds(term, from, to, word)));
    }
  }

  private static boolean isLetter(byte b) {
    return b < 0 || b == '_' || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || isDigit(b);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isId(byte[] word) {
    return word.length >= 8
        && word.length <= Tokenizer.LONGEST
        && !isUuidPart(word.length)
        && Tokenizer.mayBeId(word)
        && hasDigit(word);
  }

  /**
   * @param whole whether the word is not a part of a longer one, which may be an ID
   */
  private boolean isKnown(byte[] word, boolean whole) {
    boolean hex = Tokenizer.mayBeId(word);
    return word.length <= LONGEST_KNOWN
        && !hasSigma(word)
        && !(expression && new String(word, StandardCharsets.UTF_8).indexOf('s') >= 0)
        && (!hex || (whole && !isUuidPart(word.length)));
  }

  private static boolean hasSigma(byte[] word) {
    for (int i = 0; i + 1 < word.length; i++) {
      if ((word[i] & 0xFF) == 0xCF && ((word[i + 1] & 0xFE) == 0x82)) {
        return true; // its lower case depends on what stands behind it
      }
    }
    return false;
  }

  private static boolean hasDigit(byte[] word) {
    for (byte b : word) {
      if (isDigit(b)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isUuidPart(int length) {
    return length == 4 || length == 8 || length == 12;
  }

  /**
   * Blocks with any word whose signs may have hidden an address: beyond ASCII, or a colour code.
   */
  static IndexQuery hidingAddress() {
    return where((term, from, to) -> !isAscii(term, from, to) || isBehindCode(term, from, to));
  }

  /** Digits and an m, which end a code, before a part of an address. */
  private static boolean isBehindCode(byte[] word, int from, int to) {
    int at = from;
    while (at < to && isDigit(word[at])) {
      at++;
    }
    if (at == to || word[at] != 'm') {
      return false;
    }
    return Tokenizer.mayBeId(Arrays.copyOfRange(word, at + 1, to));
  }

  /** Words that pass a test, which sees them without their kind. */
  private static IndexQuery where(IndexQuery.TermTest test) {
    return new IndexQuery.TermsWhere(
        ANY_WORD, true, (term, from, to) -> test.matches(term, from + 1, to));
  }

  private static boolean isAscii(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** A word that was cut may have held anything. */
  private static boolean holds(byte[] word, int from, int to, byte[] part) {
    return to - from >= Tokenizer.LONGEST || TermQueries.holds(word, from, to, part);
  }
}
