package dev.clew.model.query;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints filters in the search bar's notation. */
final class SearchPrinter {
  private static final String SPECIAL = " \t\r\n\"():<>=*/\\-";

  private SearchPrinter() {}

  static String print(Filter filter) {
    return switch (filter) {
      case Filter.All all -> "*";
      case Filter.And and -> and.of().isEmpty() ? "*" : joined(and.of(), " ");
      case Filter.Or or -> or.of().isEmpty() ? "-*" : joined(or.of(), " OR ");
      case Filter.Not not -> "-" + part(not.of());
      case Filter.Word word -> field(word.field()) + bare(word.text());
      case Filter.Phrase phrase -> field(phrase.field()) + quoted(phrase.text());
      case Filter.Prefix prefix -> field(prefix.field()) + bare(prefix.text()) + "*";
      case Filter.Substring part -> field(part.field()) + "*" + bare(part.text()) + "*";
      case Filter.Regex regex ->
          field(regex.field()) + "/" + regex.pattern().replace("/", "\\/") + "/";
      case Filter.Equals equals -> field(equals.field()) + bareOrQuoted(equals.value());
      case Filter.Wildcard wildcard -> field(wildcard.field()) + pattern(wildcard.pattern());
      case Filter.Exists exists -> field(exists.field()) + "*";
      case Filter.Compare compare ->
          bareOrQuoted(compare.field())
              + compare.op().sign()
              + bareOrQuoted(compare.operand().text());
      case Filter.Carries carries ->
          field(carries.key() == null ? "id" : "id." + carries.key())
              + bareOrQuoted(carries.value());
    };
  }

  private static String joined(List<Filter> filters, String separator) {
    return filters.stream().map(SearchPrinter::part).collect(Collectors.joining(separator));
  }

  private static String part(Filter filter) {
    return filter instanceof Filter.And || filter instanceof Filter.Or
        ? "(" + print(filter) + ")"
        : print(filter);
  }

  private static String field(@Nullable String field) {
    return field == null ? "" : bareOrQuoted(field) + ":";
  }

  private static String bareOrQuoted(String text) {
    return isPlain(text) ? text : quoted(text);
  }

  private static boolean isPlain(String text) {
    if (text.isEmpty() || isKeyword(text) || text.charAt(0) == '-' || text.charAt(0) == '/') {
      return false;
    }
    return text.chars().noneMatch(c -> " \t\r\n\"():<>=*\\".indexOf(c) >= 0);
  }

  private static boolean isKeyword(String text) {
    return text.equals("AND") || text.equals("OR") || text.equals("NOT");
  }

  private static String pattern(String pattern) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c != '*' && isSpecial(c, i)) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }

  private static String bare(String text) {
    if (isKeyword(text)) {
      return "\\" + text;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isSpecial(c, i)) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }

  private static boolean isSpecial(char c, int at) {
    return (c == '-' || c == '/') ? at == 0 : SPECIAL.indexOf(c) >= 0;
  }

  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
