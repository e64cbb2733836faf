package dev.clew.model.query;

import dev.clew.model.QueryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Cuts the search bar's notation into tokens; stops at a pipe. */
final class SearchLexer {
  enum Kind {
    /** A name followed by a SIGN. */
    FIELD,
    /** A field's name in quotes: never {@code id} or {@code ip} with their meaning. */
    QUOTED_FIELD,
    /** {@code : = != < <= > >=}. */
    SIGN,
    /** The {@code =} that asks for the exact case. */
    EXACT,
    /** The {@code ~} that asks for words in a field. */
    WORDS,
    TEXT,
    QUOTED,
    REGEX,
    /** An IPv6 address, or a range of them. */
    ADDRESS,
    AND,
    OR,
    NOT,
    OPEN,
    CLOSE,
    /** Between the values of a field's group. */
    COMMA,
    /** {@code [} or <code>{</code>; two values and the other end follow. */
    LOW,
    HIGH,
    /** Where the value of a field should be. */
    MISSING,
    /** The end of the query, or a pipe. */
    END
  }

  /**
   * @param text with quotes and backslashes removed
   * @param from offset in the query
   * @param stars offsets in {@code text} of the asterisks that stand for any characters
   * @param escaped whether a backslash was in it
   */
  record Token(Kind kind, String text, int from, List<Integer> stars, boolean escaped) {
    Token(Kind kind, String text, int from) {
      this(kind, text, from, List.of(), false);
    }
  }

  private final String query;
  private final List<Token> tokens = new ArrayList<>();

  /** Per open parenthesis, whether it holds the values of a field. */
  private final Deque<Boolean> groups = new ArrayDeque<>();

  private int at;

  private SearchLexer(String query) {
    this.query = query;
  }

  /** The last one is END: its offset is that of the pipe, or the length of the query. */
  static List<Token> tokens(String query) {
    SearchLexer lexer = new SearchLexer(query);
    while (lexer.skipBlanks() && !lexer.isPipe()) {
      lexer.next();
    }
    lexer.tokens.add(new Token(Kind.END, "end of query", lexer.at));
    return lexer.tokens;
  }

  private boolean skipBlanks() {
    while (at < query.length() && Character.isWhitespace(query.charAt(at))) {
      at++;
    }
    return at < query.length();
  }

  private boolean isPipe() {
    if (query.charAt(at) != '|' || query.startsWith("||", at)) {
      return false;
    }
    if (!groups.isEmpty()) {
      throw SearchParser.fault(
          "\"|\" within parentheses (expected: OR, or \\| for the character itself)", at);
    }
    return true;
  }

  private boolean inGroup() {
    return !groups.isEmpty() && groups.peek();
  }

  private char charAt(int position) {
    return position < query.length() ? query.charAt(position) : '\0';
  }

  private void next() {
    char c = query.charAt(at);
    switch (c) {
      case '(' -> open(inGroup());
      case ')' -> {
        groups.poll();
        single(Kind.CLOSE);
      }
      case '|' -> {
        tokens.add(new Token(Kind.OR, "||", at));
        at += 2;
      }
      case '-', '!' -> negation(c);
      case '"' -> quoted();
      case '/' -> regexOrText();
      case '=' -> exact();
      default -> {
        if (!inGroup() || !groupSign(c)) {
          text(inGroup());
        }
      }
    }
  }

  private void negation(char c) {
    char behind = charAt(at + 1);
    if (behind == '\0' || Character.isWhitespace(behind)) {
      throw SearchParser.fault(
          "\"" + c + "\" excludes nothing (expected: a term right behind it, or \\" + c + ")", at);
    }
    if (c == '!' && behind == '=') {
      noField("!=");
    }
    single(Kind.NOT);
  }

  private void exact() {
    char behind = charAt(at + 1);
    if (at + 1 == query.length() || Character.isWhitespace(behind) || "=~".indexOf(behind) >= 0) {
      noField("=");
    }
    single(Kind.EXACT);
    behindModifier();
  }

  private void behindModifier() {
    boolean separated = charAt(at) == ',' && inGroup();
    if (at == query.length() || Character.isWhitespace(query.charAt(at)) || separated) {
      tokens.add(new Token(Kind.MISSING, "", at));
      return;
    }
    switch (query.charAt(at)) {
      case '"' -> quotedValue();
      case '/' -> regexOrText();
      case ')', '(', '|' -> tokens.add(new Token(Kind.MISSING, "", at));
      default -> text(true);
    }
  }

  /** What begins a value inside of {@code field:( )} besides text. */
  private boolean groupSign(char c) {
    switch (c) {
      case ',' -> single(Kind.COMMA);
      case '<', '>' -> {
        orderSign();
        valueBehindSign(false);
      }
      case '~' -> {
        single(Kind.WORDS);
        behindModifier();
      }
      case '[', '{' -> range();
      default -> {
        return false;
      }
    }
    return true;
  }

  private void single(Kind kind) {
    tokens.add(new Token(kind, query.substring(at, at + 1), at));
    at++;
  }

  private void open(boolean group) {
    groups.push(group);
    single(Kind.OPEN);
  }

  private void quoted() {
    int from = at;
    String text = readQuoted();
    if (!inGroup() && isSignHere()) {
      field(Kind.QUOTED_FIELD, text, from);
    } else {
      tokens.add(new Token(Kind.QUOTED, text, from));
    }
  }

  private void quotedValue() {
    int from = at;
    tokens.add(new Token(Kind.QUOTED, readQuoted(), from));
  }

  private String readQuoted() {
    int from = at++;
    StringBuilder text = new StringBuilder();
    while (at < query.length()) {
      char c = query.charAt(at++);
      if (c == '"') {
        return text.toString();
      }
      text.append(c == '\\' && at < query.length() ? query.charAt(at++) : c);
    }
    throw SearchParser.fault(
        "the quotation that begins here is never closed (expected: another \" behind it, or \\\""
            + " for the character itself)",
        from);
  }

  /** A path such as {@code /health} is text; {@code /regex/} ends with a slash before a blank. */
  private void regexOrText() {
    int end = at + 1;
    while (end < query.length() && query.charAt(end) != '/') {
      end += query.charAt(end) == '\\' ? 2 : 1;
    }
    boolean closed =
        end > at + 1
            && end < query.length()
            && (end + 1 == query.length()
                || Character.isWhitespace(query.charAt(end + 1))
                || ")|,".indexOf(query.charAt(end + 1)) >= 0);
    if (!closed) {
      text(inGroup() || behindSign());
      return;
    }
    tokens.add(
        new Token(Kind.REGEX, SearchPrinter.withPlainSlashes(query.substring(at + 1, end)), at));
    at = end + 1;
  }

  private boolean behindSign() {
    if (tokens.isEmpty()) {
      return false;
    }
    Kind last = tokens.getLast().kind();
    return last == Kind.SIGN || last == Kind.EXACT || last == Kind.WORDS;
  }

  /**
   * @param value whether it belongs to a field already
   */
  private void text(boolean value) {
    int from = at;
    if (!value && address()) {
      return;
    }
    StringBuilder text = new StringBuilder();
    List<Integer> stars = new ArrayList<>();
    boolean escaped = false;
    while (at < query.length() && !endsText(query.charAt(at))) {
      if (!value && isSignHere() && !isPartOfWord(text)) {
        if (text.isEmpty()) {
          noField(sign());
        }
        field(Kind.FIELD, text.toString(), from);
        return;
      }
      char c = query.charAt(at++);
      if (c == '\\' && at < query.length()) {
        text.append(query.charAt(at++));
        escaped = true;
      } else {
        if (c == '*') {
          stars.add(text.length());
        }
        text.append(c);
      }
    }
    Kind kind = escaped || behindSign() ? Kind.TEXT : kindOf(text);
    tokens.add(new Token(kind, text.toString(), from, stars, escaped));
  }

  /** {@code 2001:db8::1} is no field named 2001. */
  private boolean address() {
    int end = at;
    int colons = 0;
    while (end < query.length() && isAddressPart(query.charAt(end))) {
      colons += query.charAt(end++) == ':' ? 1 : 0;
    }
    boolean ended = end == query.length() || endsText(query.charAt(end));
    if (colons < 2 || !ended || IpRange.parse(query.substring(at, end)) == null) {
      return false;
    }
    tokens.add(new Token(Kind.ADDRESS, query.substring(at, end), at));
    at = end;
    return true;
  }

  private static boolean isAddressPart(char c) {
    return Character.digit(c, 16) >= 0 || c == ':' || c == '.' || c == '/';
  }

  /** {@code http://host} and {@code 10:30:05} are no fields. */
  private boolean isPartOfWord(CharSequence text) {
    if (query.charAt(at) != ':') {
      return false;
    }
    return query.startsWith("://", at)
        || (!text.isEmpty()
            && isDigit(charAt(at + 1))
            && text.chars().allMatch(c -> isDigit((char) c) || c == ':'));
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static Kind kindOf(CharSequence text) {
    return switch (text.toString()) {
      case "AND", "&&" -> Kind.AND;
      case "OR" -> Kind.OR;
      case "NOT" -> Kind.NOT;
      default -> Kind.TEXT;
    };
  }

  private boolean endsText(char c) {
    return endsText(c, inGroup());
  }

  static boolean endsText(char c, boolean inGroup) {
    return Character.isWhitespace(c)
        || c == '('
        || c == ')'
        || c == '"'
        || c == '|'
        || (inGroup && c == ',');
  }

  private boolean isSignHere() {
    return at < query.length()
        && (":<>=".indexOf(query.charAt(at)) >= 0
            || query.startsWith("!=", at)
            || query.startsWith("!~", at));
  }

  private String sign() {
    char first = query.charAt(at);
    boolean two = charAt(at + 1) == '=' && (first == '<' || first == '>' || first == '!');
    return query.substring(at, at + (two ? 2 : 1));
  }

  private void noField(String sign) {
    Token before = tokens.isEmpty() ? null : tokens.getLast();
    String hint =
        before != null && before.kind() == Kind.TEXT
            ? "did you mean " + before.text() + sign + "…, without a blank?"
            : "expected: field" + sign + "value, or \\" + sign + " for the character itself";
    throw SearchParser.fault("\"" + sign + "\" has no field before it (" + hint + ")", at);
  }

  private void orderSign() {
    String sign = sign();
    tokens.add(new Token(Kind.SIGN, sign, at));
    at += sign.length();
  }

  private void field(Kind kind, String name, int from) {
    tokens.add(new Token(kind, name, from));
    rejectForeignSigns(name);
    char first = query.charAt(at);
    orderSign();
    boolean colon = first == ':';
    if (colon && (charAt(at) == '<' || charAt(at) == '>')) {
      orderSign();
      colon = false;
    }
    valueBehindSign(colon);
  }

  private void rejectForeignSigns(String name) {
    for (String[] foreign : FOREIGN_SIGNS) {
      if (query.startsWith(foreign[0], at)) {
        throw SearchParser.fault(
            "\"" + foreign[0] + "\" (did you mean " + name + foreign[1] + "?)", at);
      }
    }
  }

  private static final String[][] FOREIGN_SIGNS = {
    {"==", ":=value"},
    {"=~", ":/regex/"},
    {"!~", ":/regex/ with a - before the field"},
    {"!=~", ":/regex/ with a - before the field"},
    {"<>", "!=value"},
    {"=>", ">=value"},
    {"=<", "<=value"},
  };

  /** The value follows at once: "a: b" has none. */
  private void valueBehindSign(boolean colon) {
    char c = charAt(at);
    boolean separated = c == ',' && inGroup();
    if (at >= query.length() || Character.isWhitespace(c) || c == ')' || c == '|' || separated) {
      tokens.add(new Token(Kind.MISSING, "", at));
    } else if (c == '"') {
      quotedValue();
    } else if (c == '/' && colon) {
      regexOrText();
    } else if (c == '(') {
      open(true);
    } else if (colon && (c == '[' || c == '{')) {
      range();
    } else if (colon && (c == '=' || c == '~')) {
      single(c == '=' ? Kind.EXACT : Kind.WORDS);
      if (c == '=' && charAt(at) == '~') {
        single(Kind.WORDS);
      }
      behindModifier();
    } else {
      text(true);
    }
  }

  /** {@code [low TO high]}; braces leave their end out. */
  private void range() {
    int from = at;
    single(Kind.LOW);
    rangeEnd(from);
    skipBlanks();
    if (!query.startsWith("TO", at) || !Character.isWhitespace(charAt(at + 2))) {
      throw rangeFault(from);
    }
    at += 2;
    rangeEnd(from);
    if (!skipBlanks() || (query.charAt(at) != ']' && query.charAt(at) != '}')) {
      throw rangeFault(from);
    }
    single(Kind.HIGH);
  }

  private void rangeEnd(int from) {
    if (!skipBlanks()) {
      throw rangeFault(from);
    }
    if (query.charAt(at) == '"') {
      quotedValue();
      return;
    }
    int start = at;
    while (at < query.length()
        && !Character.isWhitespace(query.charAt(at))
        && "[]{}()\"|".indexOf(query.charAt(at)) < 0) {
      at++;
    }
    if (at == start) {
      throw rangeFault(from);
    }
    tokens.add(new Token(Kind.TEXT, query.substring(start, at), start));
  }

  private static QueryException rangeFault(int from) {
    return SearchParser.fault(
        "the range that begins here is not complete (expected: [low TO high], {low TO high} without"
            + " its ends, * for no limit; or quote the value to find it as it is)",
        from);
  }
}
