package dev.clew.model.query;

import dev.clew.model.QueryException;
import dev.clew.model.Severity;
import dev.clew.model.query.SearchLexer.Kind;
import dev.clew.model.query.SearchLexer.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the search bar's notation:
 *
 * <pre>
 * query      = or
 * or         = and { "OR" and }
 * and        = not { [ "AND" ] not }
 * not        = ( "-" | "NOT" ) not | "(" [ or ] ")" | term
 * term       = value | field ":" value | field ":" "(" value { [ "OR" ] value } ")"
 *            | field ( "&lt;" | "&lt;=" | "&gt;" | "&gt;=" | "=" ) value
 * value      = word | "phrase" | word* | *part* | /regex/ | *
 * </pre>
 *
 * A backslash takes the meaning from the character behind it. Everything ignores case, but for
 * {@code id:value}, which finds rows that carry a correlation ID.
 */
public final class SearchParser {
  /** Longer queries come from programs gone wrong. */
  static final int LONGEST = 16_384;

  /** Deeper parentheses could exhaust the stack. */
  private static final int DEEPEST = 64;

  private final List<Token> tokens;
  private int at;
  private int depth;

  private SearchParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  /**
   * @throws QueryException of kind SYNTAX, with the position of the fault
   */
  public static Filter parse(String text) {
    if (text.length() > LONGEST) {
      throw fault(
          "query: " + text.length() + " characters (expected: <= " + LONGEST + ")", LONGEST);
    }
    SearchParser parser = new SearchParser(SearchLexer.tokens(text));
    if (parser.peek().kind() == Kind.END) {
      return Filter.all();
    }
    Filter filter = parser.or();
    Token rest = parser.peek();
    if (rest.kind() != Kind.END) {
      throw fault("unexpected \"" + rest.text() + "\" (expected: a term, AND or OR)", rest.from());
    }
    return filter;
  }

  static QueryException fault(String message, int position) {
    return new QueryException(QueryException.Kind.SYNTAX, message, position);
  }

  private Token peek() {
    return tokens.get(at);
  }

  private Token take() {
    return tokens.get(at++);
  }

  private boolean takeIf(Kind kind) {
    if (peek().kind() != kind) {
      return false;
    }
    at++;
    return true;
  }

  private Filter or() {
    List<Filter> parts = new ArrayList<>();
    parts.add(and());
    while (takeIf(Kind.OR)) {
      parts.add(and());
    }
    return parts.size() == 1 ? parts.getFirst() : new Filter.Or(parts);
  }

  private Filter and() {
    List<Filter> parts = new ArrayList<>();
    parts.add(not());
    while (true) {
      boolean explicit = takeIf(Kind.AND);
      Kind next = peek().kind();
      if (!explicit && (next == Kind.END || next == Kind.OR || next == Kind.CLOSE)) {
        return parts.size() == 1 ? parts.getFirst() : new Filter.And(parts);
      }
      parts.add(not());
    }
  }

  private Filter not() {
    if (takeIf(Kind.NOT)) {
      deeper();
      Filter negated = new Filter.Not(not());
      depth--;
      return negated;
    }
    if (peek().kind() == Kind.OPEN) {
      return parenthesized();
    }
    return term();
  }

  private Filter parenthesized() {
    Token open = take();
    deeper();
    if (takeIf(Kind.CLOSE)) {
      depth--;
      return Filter.all();
    }
    Filter inner = or();
    if (!takeIf(Kind.CLOSE)) {
      throw fault("\"(\" is never closed (expected: a \")\" for it)", open.from());
    }
    depth--;
    return inner;
  }

  private void deeper() {
    if (++depth > DEEPEST) {
      throw fault("nested too deeply (expected: at most " + DEEPEST + " levels)", peek().from());
    }
  }

  private Filter term() {
    Token token = take();
    return switch (token.kind()) {
      case FIELD -> fieldTerm(token);
      case TEXT, QUOTED, REGEX -> value(null, token);
      case END -> throw fault("the query ends too early (expected: a term)", token.from());
      default ->
          throw fault("unexpected \"" + token.text() + "\" (expected: a term)", token.from());
    };
  }

  private Filter fieldTerm(Token field) {
    Token sign = take();
    if (sign.text().equals(":") && peek().kind() == Kind.OPEN) {
      return anyOf(field);
    }
    Token value = take();
    if (value.kind() != Kind.TEXT && value.kind() != Kind.QUOTED && value.kind() != Kind.REGEX) {
      throw fault(
          field.text() + sign.text() + " has no value (expected: a word, \"phrase\" or number)",
          sign.from() + sign.text().length());
    }
    return switch (sign.text()) {
      case ":" -> value(field.text(), value);
      case "=" -> new Filter.Equals(field.text(), value.text());
      case "<" -> compare(field, Filter.Op.LESS, value);
      case "<=" -> compare(field, Filter.Op.AT_MOST, value);
      case ">" -> compare(field, Filter.Op.GREATER, value);
      default -> compare(field, Filter.Op.AT_LEAST, value);
    };
  }

  /** {@code field:(a b)} and {@code field:(a OR b)}: any of the values. */
  private Filter anyOf(Token field) {
    Token open = take();
    List<Filter> values = new ArrayList<>();
    while (!takeIf(Kind.CLOSE)) {
      Token value = take();
      switch (value.kind()) {
        case TEXT, QUOTED, REGEX -> values.add(value(field.text(), value));
        case OR -> {}
        case END -> throw fault("\"(\" is never closed (expected: a \")\" for it)", open.from());
        default ->
            throw fault(
                "unexpected \"" + value.text() + "\" (expected: values, separated by blanks or OR)",
                value.from());
      }
    }
    if (values.isEmpty()) {
      throw fault(field.text() + ":() has no value (expected: at least one)", open.from());
    }
    return values.size() == 1 ? values.getFirst() : new Filter.Or(values);
  }

  private static Filter compare(Token field, Filter.Op op, Token value) {
    checkSeverity(field.text(), value);
    return new Filter.Compare(field.text(), op, Filter.Operand.of(value.text()));
  }

  private static void checkSeverity(String field, Token value) {
    boolean severity = field.equalsIgnoreCase("severity") || field.equalsIgnoreCase("level");
    if (severity
        && Severity.parse(value.text()) == null
        && !Filter.Operand.of(value.text()).isNumber()) {
      throw fault(
          field + ": \"" + value.text() + "\" (expected: trace, debug, info, warn, error or fatal)",
          value.from());
    }
  }

  private static Filter value(@Nullable String field, Token token) {
    if (field != null && (field.equals("id") || field.startsWith("id."))) {
      return new Filter.Carries(field.equals("id") ? null : field.substring(3), token.text());
    }
    return switch (token.kind()) {
      case QUOTED ->
          field == null
              ? new Filter.Phrase(null, token.text())
              : new Filter.Equals(field, token.text());
      case REGEX -> new Filter.Regex(field, token.text());
      default -> text(field, token);
    };
  }

  private static Filter text(@Nullable String field, Token token) {
    String text = token.text();
    List<Integer> stars = token.stars();
    if (stars.isEmpty()) {
      if (field == null) {
        return new Filter.Word(null, text);
      }
      checkSeverity(field, token);
      return new Filter.Equals(field, text);
    }
    if (text.chars().allMatch(c -> c == '*') && stars.size() == text.length()) {
      return field == null ? Filter.all() : new Filter.Exists(field);
    }
    if (field != null) {
      return new Filter.Wildcard(field, text);
    }
    return starred(token, text, stars);
  }

  private static Filter starred(Token token, String text, List<Integer> stars) {
    int last = text.length() - 1;
    boolean atEnd = stars.contains(last);
    boolean atStart = stars.contains(0);
    if (stars.size() == 1 && atEnd) {
      return new Filter.Prefix(null, text.substring(0, last));
    }
    if (atStart && (stars.size() == 1 || (stars.size() == 2 && atEnd))) {
      return new Filter.Substring(null, text.substring(1, atEnd ? last : last + 1));
    }
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (stars.contains(i)) {
        pattern.append(i == 0 || i == last ? "" : "\\S*");
      } else {
        char c = text.charAt(i);
        pattern.append(Character.isLetterOrDigit(c) ? "" : "\\").append(c);
      }
    }
    if (pattern.length() > 1000) {
      throw fault("pattern of " + text.length() + " characters (expected: shorter)", token.from());
    }
    return new Filter.Regex(null, pattern.toString());
  }
}
