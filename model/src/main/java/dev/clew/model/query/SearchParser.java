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
 * or         = and { ( "OR" | "||" ) and }
 * and        = not { [ "AND" | "&amp;&amp;" ] not }
 * not        = ( "-" | "!" | "NOT" ) not | "(" [ or ] ")" | term
 * term       = [ "=" ] value | ip6 | field ":" fieldValue | field ":(" group ")"
 *            | field ( "=" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=" ) operand
 * value      = word | "phrase" | word* | *word | *part* | /regex/ | *
 * fieldValue = [ "=" ] [ "~" ] value | cidr | low..high | ( "[" | "{" ) low "TO" high ( "]" | "}" )
 *            | ( "&lt;" | "&lt;=" | "&gt;" | "&gt;=" ) operand
 * group      = fieldValue { [ "OR" | "AND" | "," ] fieldValue }, with parentheses and negation
 * </pre>
 *
 * A backslash takes the meaning from the character behind it; a pipe outside of quotes ends the
 * filter. Everything ignores case, but for {@code =value} and {@code id:value}, which finds rows
 * that carry a correlation ID.
 */
public final class SearchParser {
  /** Longer queries come from programs gone wrong. */
  static final int LONGEST = 16_384;

  private final List<Token> tokens;
  private int at;
  private int depth;

  private SearchParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  /**
   * The filter that a query begins with.
   *
   * @param end offset of the pipe behind it, or the length of the query when there is none
   */
  public record Parsed(Filter filter, int end) {}

  /**
   * @throws QueryException of kind SYNTAX, with the position of the fault
   */
  public static Filter parse(String text) {
    Parsed parsed = parsePrefix(text);
    if (parsed.end() < text.length()) {
      throw fault(
          "unexpected \"|\" (expected: a filter without pipes here, or \\| for the character"
              + " itself)",
          parsed.end());
    }
    return parsed.filter();
  }

  /**
   * Reads as far as the first pipe outside of quotes.
   *
   * @throws QueryException of kind SYNTAX, with the position of the fault
   */
  public static Parsed parsePrefix(String text) {
    List<Token> tokens = SearchLexer.tokens(text);
    int end = tokens.getLast().from();
    if (end > LONGEST) {
      throw fault("query: " + end + " characters (expected: <= " + LONGEST + ")", LONGEST);
    }
    SearchParser parser = new SearchParser(tokens);
    if (parser.peek().kind() == Kind.END) {
      return new Parsed(Filter.all(), end);
    }
    Filter filter = parser.or();
    Token rest = parser.peek();
    if (rest.kind() != Kind.END) {
      throw fault("unexpected \"" + rest.text() + "\" (expected: a term, AND or OR)", rest.from());
    }
    return new Parsed(filter, end);
  }

  static QueryException fault(String message, int position) {
    return new QueryException(QueryException.Kind.SYNTAX, message, position);
  }

  private Token peek() {
    return tokens.get(at);
  }

  private Token take() {
    Token token = tokens.get(at);
    at += token.kind() == Kind.END ? 0 : 1;
    return token;
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
      throw unclosed(open);
    }
    depth--;
    return inner;
  }

  private static QueryException unclosed(Token open) {
    return fault("\"(\" is never closed (expected: a \")\" for it)", open.from());
  }

  private void deeper() {
    // Negated values put two levels around themselves.
    if (++depth > Nesting.MOST) {
      throw Nesting.tooDeep(peek().from());
    }
  }

  private Filter term() {
    Token token = take();
    return switch (token.kind()) {
      case FIELD, QUOTED_FIELD -> fieldTerm(token);
      case TEXT, QUOTED, REGEX -> SearchValues.anywhere(token);
      case ADDRESS -> new Filter.Network(null, SearchValues.range(token));
      case EXACT -> exactAnywhere(token);
      case END -> throw fault("the query ends too early (expected: a term)", token.from());
      default ->
          throw fault("unexpected \"" + token.text() + "\" (expected: a term)", token.from());
    };
  }

  private Filter exactAnywhere(Token sign) {
    Token value = take();
    if (!isValue(value)) {
      throw fault("\"=\" has no value (expected: =word or =\"a phrase\")", sign.from());
    }
    return SearchValues.exact(SearchValues.anywhere(value), sign);
  }

  private static boolean isValue(Token token) {
    return token.kind() == Kind.TEXT || token.kind() == Kind.QUOTED || token.kind() == Kind.REGEX;
  }

  private Filter fieldTerm(Token field) {
    Token sign = take();
    if (peek().kind() == Kind.OPEN && sign.text().equals(":")) {
      return group(field, take());
    }
    if (peek().kind() == Kind.OPEN) {
      throw fault(
          field.text() + sign.text() + "( (did you mean " + field.text() + ":(…)?)", sign.from());
    }
    return switch (sign.text()) {
      case ":" -> fieldValue(field);
      case "=" -> SearchValues.equalTo(field, operand(field, sign));
      case "!=" -> new Filter.Not(SearchValues.equalTo(field, operand(field, sign)));
      default -> SearchValues.compare(field, sign.text(), operand(field, sign));
    };
  }

  private Token operand(Token field, Token sign) {
    Token value = take();
    if (value.kind() != Kind.TEXT && value.kind() != Kind.QUOTED) {
      throw fault(
          field.text()
              + sign.text()
              + " has no value (expected: a word, \"phrase\" or number right behind it, without a"
              + " blank)",
          sign.from() + sign.text().length());
    }
    return value;
  }

  private Filter fieldValue(Token field) {
    Token token = take();
    return switch (token.kind()) {
      case SIGN -> SearchValues.compare(field, token.text(), operand(field, token));
      case EXACT -> SearchValues.exact(fieldValue(field), token);
      case WORDS -> words(field, token);
      case LOW -> {
        Token low = take();
        Token high = take();
        yield SearchValues.range(field, token, low, high, take());
      }
      case TEXT, QUOTED, REGEX -> SearchValues.ofField(field, token);
      default ->
          throw fault(
              field.text()
                  + ": has no value (expected: a word, \"phrase\" or number right behind it, without"
                  + " a blank)",
              token.from());
    };
  }

  private Filter words(Token field, Token sign) {
    Token value = take();
    if (!isValue(value)) {
      throw fault(field.text() + ":~ has no value (expected: a word or \"phrase\")", sign.from());
    }
    return SearchValues.words(field, value);
  }

  /**
   * {@code field:(a b)}, {@code field:(a OR b)} and {@code field:(a, b)}: any of the values; {@code
   * field:(a AND b)}: both; {@code field:(-a -b)}: none of them.
   */
  private Filter group(Token field, Token open) {
    deeper();
    List<Filter> any = new ArrayList<>();
    List<Filter> none = new ArrayList<>();
    boolean or = false;
    while (!takeIf(Kind.CLOSE)) {
      if (takeIf(Kind.COMMA)) {
        continue;
      }
      if (takeIf(Kind.OR)) {
        or = true;
        continue;
      }
      Filter item = groupAnd(field, open);
      boolean excludes = item instanceof Filter.Not && !or && peek().kind() != Kind.OR;
      (excludes ? none : any).add(item);
      or = false;
    }
    depth--;
    if (any.isEmpty() && none.isEmpty()) {
      throw fault(field.text() + ":() has no value (expected: at least one)", open.from());
    }
    if (!any.isEmpty()) {
      none.addFirst(any.size() == 1 ? any.getFirst() : new Filter.Or(any));
    }
    return none.size() == 1 ? none.getFirst() : new Filter.And(none);
  }

  private Filter groupAnd(Token field, Token open) {
    List<Filter> parts = new ArrayList<>();
    do {
      parts.add(groupNot(field, open));
    } while (takeIf(Kind.AND));
    return parts.size() == 1 ? parts.getFirst() : new Filter.And(parts);
  }

  private Filter groupNot(Token field, Token open) {
    Token next = peek();
    return switch (next.kind()) {
      case NOT -> {
        take();
        deeper();
        Filter negated = new Filter.Not(groupNot(field, open));
        depth--;
        yield negated;
      }
      case OPEN -> group(field, take());
      case END -> throw unclosed(open);
      case CLOSE, OR, COMMA, AND ->
          throw fault(
              "unexpected \"" + next.text() + "\" (expected: values, separated by blanks or OR)",
              next.from());
      default -> fieldValue(field);
    };
  }

  static boolean isSeverity(String field) {
    return field.equalsIgnoreCase("severity") || field.equalsIgnoreCase("level");
  }

  static void checkSeverity(String field, Token value) {
    if (isSeverity(field)
        && Severity.parse(value.text()) == null
        && !Filter.Operand.of(value.text()).isNumber()) {
      @Nullable String near = SearchValues.nearestSeverity(value.text());
      throw fault(
          field
              + ": \""
              + value.text()
              + "\" ("
              + (near == null ? "" : "did you mean " + near + "? ")
              + "expected: trace, debug, info, warn, error or fatal)",
          value.from());
    }
  }
}
