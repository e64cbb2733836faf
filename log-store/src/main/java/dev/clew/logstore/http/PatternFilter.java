package dev.clew.logstore.http;

import dev.clew.model.query.Filter;
import dev.clew.storage.rows.Patterns;
import dev.clew.storage.text.ColourCodes;
import dev.clew.storage.text.WordCharacters;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The filter that narrows a search to the lines of a pattern: the phrases between its variables and
 * colour codes. Words that touch a variable are left out, because they may be a part of one in the
 * line.
 */
final class PatternFilter {
  /** More phrases do not narrow any further, and the query is to be read by people. */
  private static final int MOST_PHRASES = 6;

  private PatternFilter() {}

  static Filter of(String pattern) {
    if (pattern.equals(Patterns.OTHER)) {
      return Filter.all();
    }
    String[] literals = pattern.split(Pattern.quote(Patterns.WILDCARD), -1);
    List<Filter> phrases = new ArrayList<>();
    for (int i = 0; i < literals.length; i++) {
      List<String> parts = ColourCodes.between(literals[i]);
      for (int j = 0; j < parts.size(); j++) {
        boolean cutStart = i > 0 && j == 0;
        boolean cutEnd = i < literals.length - 1 && j == parts.size() - 1;
        String phrase = whole(parts.get(j), cutStart, cutEnd);
        if (!phrase.isEmpty()) {
          phrases.add(new Filter.Phrase(null, phrase));
        }
      }
    }
    if (phrases.size() > MOST_PHRASES) {
      phrases.sort((a, b) -> Integer.compare(b.toString().length(), a.toString().length()));
      phrases = phrases.subList(0, MOST_PHRASES);
    }
    return Filter.and(phrases.toArray(Filter[]::new));
  }

  /** The literal without parts of words, and without what is no word, at its ends. */
  private static String whole(String literal, boolean cutStart, boolean cutEnd) {
    int from = 0;
    int to = literal.length();
    while (cutStart && from < to && WordCharacters.joins(literal.codePointAt(from))) {
      from = literal.offsetByCodePoints(from, 1);
    }
    while (cutEnd && to > from && WordCharacters.joins(literal.codePointBefore(to))) {
      to = literal.offsetByCodePoints(to, -1);
    }
    while (from < to && !WordCharacters.isWord(literal.codePointAt(from))) {
      from = literal.offsetByCodePoints(from, 1);
    }
    while (to > from && !WordCharacters.isWord(literal.codePointBefore(to))) {
      to = literal.offsetByCodePoints(to, -1);
    }
    return literal.substring(from, to);
  }
}
