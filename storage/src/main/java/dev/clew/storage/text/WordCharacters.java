package dev.clew.storage.text;

import java.lang.Character.UnicodeScript;

/**
 * What words are made of: letters, the marks on them, digits and the underscore, by Unicode's
 * properties. Everything else divides words: punctuation, symbols, emoji and blanks of any script,
 * and characters without a shape such as a byte order mark.
 *
 * <p>Scripts without blanks between words (Chinese, Japanese, Thai and others) do not say where a
 * word ends: there each character stands for itself, and what is looked for is found inside of a
 * longer run. So a word ends between two characters unless both {@link #joins join}.
 */
public final class WordCharacters {
  private static final byte OTHER = 0;
  private static final byte JOINING = 1;
  private static final byte ALONE = 2;

  /** By character of the basic plane: nearly all text is in it. */
  private static final byte[] KINDS = new byte[1 << 16];

  static {
    for (int c = 0; c < KINDS.length; c++) {
      KINDS[c] = kindOf(c);
    }
  }

  private WordCharacters() {}

  /** Whether a character belongs to words. */
  public static boolean isWord(int codePoint) {
    return kind(codePoint) != OTHER;
  }

  /** Whether a character makes one word with others like it beside it. */
  public static boolean joins(int codePoint) {
    return kind(codePoint) == JOINING;
  }

  /** Whether a character is of a script without blanks. None of them has upper and lower case. */
  static boolean isAlone(int codePoint) {
    return kind(codePoint) == ALONE;
  }

  private static byte kind(int codePoint) {
    return codePoint >= 0 && codePoint < KINDS.length ? KINDS[codePoint] : kindOf(codePoint);
  }

  private static byte kindOf(int codePoint) {
    boolean part =
        switch (Character.getType(codePoint)) {
          case Character.UPPERCASE_LETTER,
              Character.LOWERCASE_LETTER,
              Character.TITLECASE_LETTER,
              Character.MODIFIER_LETTER,
              Character.OTHER_LETTER,
              Character.LETTER_NUMBER,
              Character.DECIMAL_DIGIT_NUMBER ->
              true;
          case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK ->
              !isVariationSelector(codePoint);
          default -> codePoint == '_';
        };
    return !part ? OTHER : hasNoBlanks(codePoint) ? ALONE : JOINING;
  }

  /** These stand behind signs: a warning sign drawn in colour is no part of the word behind it. */
  private static boolean isVariationSelector(int c) {
    return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
  }

  private static boolean hasNoBlanks(int codePoint) {
    if (codePoint < 0x0E00) {
      return false;
    }
    return switch (UnicodeScript.of(codePoint)) {
      case HAN,
          HIRAGANA,
          KATAKANA,
          BOPOMOFO,
          THAI,
          LAO,
          KHMER,
          MYANMAR,
          TAI_LE,
          NEW_TAI_LUE,
          TAI_THAM,
          TAI_VIET ->
          true;
      // Sound marks and signs of repetition that several of these scripts share.
      case COMMON, INHERITED ->
          (codePoint >= 0x3000 && codePoint <= 0x30FF)
              || (codePoint >= 0xFF66 && codePoint <= 0xFF9F);
      default -> false;
    };
  }
}
