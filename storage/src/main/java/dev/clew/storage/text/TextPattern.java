package dev.clew.storage.text;

import com.google.re2j.Pattern;
import dev.clew.model.QueryException;
import dev.clew.model.query.IpRange;
import dev.clew.notation.regex.GuardedRegex;
import dev.clew.notation.regex.RegexException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A test of UTF-8 text; ignores case unless it is said. Thread-safe. */
@FunctionalInterface
public interface TextPattern {
  boolean matches(byte[] bytes, int from, int to);

  default boolean matches(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return matches(bytes, 0, bytes.length);
  }

  /** What every matching text holds, or null when that is not known. */
  default @Nullable Literal literal() {
    return null;
  }

  /** A test that knows what every matching text holds. */
  private static TextPattern holding(String literal, boolean exactCase, TextPattern test) {
    byte[] bytes = literal.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || (!exactCase && bytes.length != literal.length())) {
      return test;
    }
    Literal held = new Literal(bytes, exactCase, false, false, false);
    return new TextPattern() {
      @Override
      public boolean matches(byte[] text, int from, int to) {
        return test.matches(text, from, to);
      }

      @Override
      public Literal literal() {
        return held;
      }
    };
  }

  /** The text holds these characters as whole words. */
  static TextPattern words(String text, boolean exactCase) {
    return TextSearch.of(text, true, true, exactCase);
  }

  /** The text holds a word that begins so. */
  static TextPattern prefix(String text, boolean exactCase) {
    return TextSearch.of(text, true, false, exactCase);
  }

  /** The text holds a word that ends so. */
  static TextPattern suffix(String text, boolean exactCase) {
    return TextSearch.of(text, false, true, exactCase);
  }

  /** The text holds these characters anywhere. */
  static TextPattern substring(String text, boolean exactCase) {
    return TextSearch.of(text, false, false, exactCase);
  }

  /** The text holds an IP address of the range. */
  static TextPattern address(IpRange range) {
    return Addresses.within(range);
  }

  /** The text is exactly this one, case included. */
  static TextPattern same(String text) {
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    return holding(
        text, true, (bytes, from, to) -> Arrays.equals(bytes, from, to, wanted, 0, wanted.length));
  }

  /** The text is this one. */
  static TextPattern equalTo(String text) {
    String folded = text.toLowerCase(Locale.ROOT);
    byte[] needle = folded.getBytes(StandardCharsets.UTF_8);
    if (needle.length != folded.length()) {
      return (bytes, from, to) ->
          new String(bytes, from, to - from, StandardCharsets.UTF_8)
              .toLowerCase(Locale.ROOT)
              .equals(folded);
    }
    return holding(
        folded,
        false,
        (bytes, from, to) -> {
          if (to - from != needle.length) {
            return false;
          }
          for (int i = 0; i < needle.length; i++) {
            if (WordBytes.lower(bytes[from + i]) != needle[i]) {
              return false;
            }
          }
          return true;
        });
  }

  /**
   * The whole text matches a pattern in which {@code *} stands for any characters, and a backslash
   * takes the meaning from the character behind it.
   */
  static TextPattern wildcard(String pattern, boolean exactCase) {
    List<String> parts = wildcardParts(exactCase ? pattern : pattern.toLowerCase(Locale.ROOT));
    String longest = Collections.max(parts, Comparator.comparingInt(String::length));
    return holding(
        longest,
        exactCase,
        (bytes, from, to) -> {
          String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
          return wildcardMatches(parts, exactCase ? text : text.toLowerCase(Locale.ROOT));
        });
  }

  /** What stands before, between and behind the stars of a wildcard pattern. */
  static List<String> wildcardParts(String pattern) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '*') {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        boolean escape = c == '\\' && i + 1 < pattern.length();
        part.append(escape ? pattern.charAt(++i) : c);
      }
    }
    parts.add(part.toString());
    return parts;
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
  static TextPattern regex(String expression, boolean exactCase) {
    try {
      Pattern compiled = GuardedRegex.compile(expression, exactCase ? 0 : Pattern.CASE_INSENSITIVE);
      String held = RegexLiterals.longest(RegexLiterals.of(expression));
      return holding(
          held.toLowerCase(Locale.ROOT),
          false,
          (bytes, from, to) ->
              GuardedRegex.matcher(
                      compiled, new String(bytes, from, to - from, StandardCharsets.UTF_8))
                  .find());
    } catch (RegexException e) {
      throw new QueryException(
          QueryException.Kind.SYNTAX,
          "regular expression /" + e.shown(expression) + "/: " + e.description(),
          -1);
    }
  }
}
