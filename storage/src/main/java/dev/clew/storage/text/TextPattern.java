package dev.clew.storage.text;

import com.google.re2j.PatternSyntaxException;
import dev.clew.model.QueryException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A test of UTF-8 text; ignores case. Thread-safe. */
@FunctionalInterface
public interface TextPattern {
  boolean matches(byte[] bytes, int from, int to);

  default boolean matches(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return matches(bytes, 0, bytes.length);
  }

  /** The text holds these characters as whole words. */
  static TextPattern words(String text) {
    return TextSearch.of(text, true, true);
  }

  /** The text holds a word that begins so. */
  static TextPattern prefix(String text) {
    return TextSearch.of(text, true, false);
  }

  /** The text holds these characters anywhere. */
  static TextPattern substring(String text) {
    return TextSearch.of(text, false, false);
  }

  /** The text is exactly this one. */
  static TextPattern equalTo(String text) {
    String folded = text.toLowerCase(Locale.ROOT);
    byte[] needle = folded.getBytes(StandardCharsets.UTF_8);
    if (needle.length != folded.length()) {
      return (bytes, from, to) ->
          new String(bytes, from, to - from, StandardCharsets.UTF_8)
              .toLowerCase(Locale.ROOT)
              .equals(folded);
    }
    return (bytes, from, to) -> {
      if (to - from != needle.length) {
        return false;
      }
      for (int i = 0; i < needle.length; i++) {
        if (WordBytes.lower(bytes[from + i]) != needle[i]) {
          return false;
        }
      }
      return true;
    };
  }

  /** The whole text matches a pattern in which {@code *} stands for any characters. */
  static TextPattern wildcard(String pattern) {
    List<String> parts = new ArrayList<>();
    for (String part : pattern.toLowerCase(Locale.ROOT).split("\\*", -1)) {
      parts.add(part);
    }
    return (bytes, from, to) ->
        wildcardMatches(
            parts,
            new String(bytes, from, to - from, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT));
  }

  private static boolean wildcardMatches(List<String> parts, String text) {
    String first = parts.getFirst();
    String last = parts.getLast();
    if (parts.size() == 1) {
      return text.equals(first);
    }
    if (text.length() < first.length() + last.length()
        || !text.startsWith(first)
        || !text.endsWith(last)) {
      return false;
    }
    int at = first.length();
    int end = text.length() - last.length();
    for (String part : parts.subList(1, parts.size() - 1)) {
      int found = text.indexOf(part, at);
      if (found < 0 || found + part.length() > end) {
        return false;
      }
      at = found + part.length();
    }
    return at <= end;
  }

  /**
   * A part of the text matches a regular expression of RE2's syntax, which takes linear time
   * whatever the expression.
   *
   * @throws QueryException when the expression is wrong
   */
  static TextPattern regex(String expression) {
    try {
      com.google.re2j.Pattern compiled =
          com.google.re2j.Pattern.compile(expression, com.google.re2j.Pattern.CASE_INSENSITIVE);
      return (bytes, from, to) ->
          compiled.matcher(new String(bytes, from, to - from, StandardCharsets.UTF_8)).find();
    } catch (PatternSyntaxException e) {
      throw new QueryException(
          QueryException.Kind.SYNTAX,
          "regular expression /" + expression + "/: " + e.getDescription(),
          -1);
    }
  }
}
