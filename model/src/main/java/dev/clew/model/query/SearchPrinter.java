package dev.clew.model.query;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints filters in the search bar's notation. */
final class SearchPrinter {
  private SearchPrinter() {}

  static String print(Filter filter) {
    return switch (filter) {
      case Filter.All all -> "*";
      case Filter.And and -> and.of().isEmpty() ? "*" : joined(and.of(), " ");
      case Filter.Or or when isOneId(or) -> print(or.of().getFirst());
      case Filter.Or or -> or.of().isEmpty() ? "-*" : joined(or.of(), " OR ");
      case Filter.Not not -> "-" + part(not.of());
      case Filter.Carries carries ->
          (carries.key() == null ? "id" : bare("id." + carries.key())) // quoted, it is a field
              + ":"
              + bareOrQuoted(carries.value());
      case Filter.Anywhere anywhere -> "any:" + bareOrQuoted(anywhere.text());
      case Filter.Exists exists -> name(exists.field()) + ":*";
      case Filter.Compare compare ->
          name(compare.field()) + compare.op().sign() + bareOrQuoted(compare.operand().text());
      case Filter.Network network -> named(network(network));
      case Filter.ExactCase exact -> named(text(exact.of(), "="));
      default -> named(text(filter, ""));
    };
  }

  /** A field in quotes where it and its value would be read as an address: {@code a::a}. */
  private static String named(String printed) {
    int colon = printed.indexOf(':');
    return colon < 0 || printed.indexOf(':', colon + 1) < 0 || IpRange.parse(printed) == null
        ? printed
        : quoted(printed.substring(0, colon)) + printed.substring(colon);
  }

  private static String network(Filter.Network network) {
    IpRange range = network.range();
    return network.field() == null
        ? "ip:" + (range.isSingle() ? range.addressText() : range)
        : name(network.field()) + ":" + range;
  }

  /** A test of text, with a sign before its value. */
  private static String text(Filter filter, String exact) {
    return switch (filter) {
      case Filter.Word word -> words(word.field(), exact) + bare(word.text());
      case Filter.Phrase phrase -> words(phrase.field(), exact) + quoted(phrase.text());
      case Filter.Prefix prefix -> words(prefix.field(), exact) + bare(prefix.text()) + "*";
      case Filter.Suffix suffix -> words(suffix.field(), exact) + "*" + bare(suffix.text());
      case Filter.Substring part -> words(part.field(), exact) + "*" + bare(part.text()) + "*";
      case Filter.Regex regex -> field(regex.field(), exact) + regex(regex.pattern());
      case Filter.Equals equals -> field(equals.field(), exact) + bareOrQuoted(equals.value());
      case Filter.Wildcard wildcard -> field(wildcard.field(), exact) + pattern(wildcard.pattern());
      default -> throw new IllegalStateException("BUG: " + filter.getClass() + " is no text test");
    };
  }

  private static String joined(List<Filter> filters, String separator) {
    return filters.stream().map(SearchPrinter::part).collect(Collectors.joining(separator));
  }

  /** What {@code id:0af7651916c765ed} reads as: the ID, or the trace whose ID that spells. */
  private static boolean isOneId(Filter.Or or) {
    return !or.of().isEmpty()
        && or.of().getFirst() instanceof Filter.Carries(String key, String value)
        && key == null
        && SearchValues.carries(null, value).equals(or);
  }

  private static String part(Filter filter) {
    return filter instanceof Filter.And || (filter instanceof Filter.Or or && !isOneId(or))
        ? "(" + print(filter) + ")"
        : print(filter);
  }

  private static String words(@Nullable String field, String exact) {
    return field == null ? exact : name(field) + ":" + exact + "~";
  }

  private static String field(@Nullable String field, String exact) {
    return field == null ? exact : name(field) + ":" + exact;
  }

  private static String name(String field) {
    boolean special =
        field.equals("id") || field.startsWith("id.") || field.equals("ip") || field.equals("any");
    boolean plain =
        !special
            && isPlain(field)
            && field.indexOf(':') < 0
            && !field.chars().allMatch(c -> SearchLexer.isDigit((char) c));
    return plain ? field : quoted(field);
  }

  private static String bareOrQuoted(String text) {
    boolean plain = isPlain(text) && !text.contains("..") && IpRange.parse(text) == null;
    return plain ? text : quoted(text);
  }

  /** Letters, digits and what is common inside of names, without any meaning to the parser. */
  private static boolean isPlain(String text) {
    if (text.isEmpty() || isKeyword(text) || text.charAt(0) == '-' || text.charAt(0) == '/') {
      return false;
    }
    return text.chars().allMatch(c -> Character.isLetterOrDigit(c) || "_-./:@+%#".indexOf(c) >= 0);
  }

  private static boolean isKeyword(String text) {
    return text.equals("AND") || text.equals("OR") || text.equals("NOT") || text.equals("TO");
  }

  /** A wildcard pattern, whose own backslashes the notation reads in the same way. */
  private static String pattern(String pattern) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        out.append(c).append(pattern.charAt(++i));
      } else {
        boolean plain = c == '*' || c == '.' || isHarmless(c) || (c == ':' && i > 0);
        out.append(plain ? "" : "\\").append(c);
      }
    }
    // An escape anywhere keeps the parser from taking it for a range or a network.
    String bare = out.toString();
    boolean ambiguous = bare.contains("..") && bare.indexOf('\\') < 0;
    return ambiguous ? bare.replace("..", "\\..") : bare;
  }

  private static boolean isHarmless(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '@' || c == '%' || c == '#';
  }

  private static String bare(String text) {
    if (isKeyword(text)) {
      return "\\" + text;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = isHarmless(c) || (i > 0 && (c == '-' || c == '/' || c == '.' || c == '+'));
      out.append(plain ? "" : "\\").append(c);
    }
    return out.toString();
  }

  private static String regex(String pattern) {
    StringBuilder out = new StringBuilder("/");
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        out.append(c).append(pattern.charAt(++i));
      } else {
        out.append(c == '/' ? "\\/" : c);
      }
    }
    return out.append('/').toString();
  }

  /** An expression without needless backslashes before its slashes. */
  static String withPlainSlashes(String pattern) {
    if (!pattern.contains("\\/")) {
      return pattern;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        char behind = pattern.charAt(++i);
        out.append(behind == '/' ? "" : "\\").append(behind);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
