package dev.clew.storage.block;

import dev.clew.model.query.Filter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the notation promises of a text, by Java's regular expressions and nothing of the store. */
final class PlainScan {
  private static final String NO_BLANKS =
      "\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}"
          + "\\u3000-\\u30FF\\uFF66-\\uFF9F";

  /** Characters that make one word with those beside them. */
  private static final String JOINING =
      "[\\p{L}\\p{Mn}\\p{Mc}\\p{Nd}\\p{Nl}_&&[^\\uFE00-\\uFE0F" + NO_BLANKS + "]]";

  private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;:]*m");

  private PlainScan() {}

  static boolean matches(Filter filter, String line) {
    return switch (filter) {
      case Filter.Not not -> !matches(not.of(), line);
      case Filter.Word word -> words(line, word.text(), true, true);
      case Filter.Phrase phrase -> words(line, phrase.text(), true, true);
      case Filter.Prefix prefix -> words(line, prefix.text(), true, false);
      case Filter.Suffix suffix -> words(line, suffix.text(), false, true);
      case Filter.Substring part ->
          line.toLowerCase(Locale.ROOT).contains(part.text().toLowerCase(Locale.ROOT));
      case Filter.Regex regex ->
          Pattern.compile(regex.pattern(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
              .matcher(line)
              .find();
      default -> throw new IllegalArgumentException("filter: " + filter + " (not known here)");
    };
  }

  private static boolean words(String line, String text, boolean start, boolean end) {
    String first = text.substring(0, text.offsetByCodePoints(0, 1));
    String last = text.substring(text.offsetByCodePoints(text.length(), -1));
    boolean before = start && first.matches(JOINING);
    boolean behind = end && last.matches(JOINING);
    // A colour code divides words and is part of none; U+FFFC stands in its place.
    String plain = COLOUR.matcher(line).replaceAll(m -> "\uFFFC".repeat(m.group().length()));
    Matcher matcher =
        Pattern.compile(Pattern.quote(text), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
            .matcher(line);
    int at = 0;
    while (matcher.find(at)) {
      boolean bounded =
          (!before || isFree(plain, matcher.start(), first))
              && (!behind || isFree(plain, matcher.end() - last.length(), last))
              && (!before || matcher.start() == 0 || !joins(plain, matcher.start(), true))
              && (!behind || matcher.end() == line.length() || !joins(plain, matcher.end(), false));
      if (bounded) {
        return true;
      }
      at = matcher.start() + 1;
    }
    return false;
  }

  /** The character is not one of a colour code. */
  private static boolean isFree(String plain, int at, String character) {
    return plain.charAt(at) != '\uFFFC' || character.equals("\uFFFC");
  }

  private static boolean joins(String text, int at, boolean before) {
    int c = before ? text.codePointBefore(at) : text.codePointAt(at);
    return Character.toString(c).matches(JOINING);
  }
}
