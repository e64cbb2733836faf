package dev.clew.logstore.pipes.flow;

import dev.clew.model.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the words and signs of stages, one after the other, or a stretch of text as it is. */
public final class PipeReader {
  /** Longer lists come from programs gone wrong. */
  private static final int MOST_FIELDS = 100;

  private static final String SIGNS = "()|,=<>!+*/%:";
  private static final String BLANKS = " \t\r\n";

  /** What a token is. */
  public enum Kind {
    WORD,
    QUOTED,
    SIGN,
    END
  }

  /**
   * @param text with quotes and backslashes removed
   * @param from offset in the query
   */
  public record Token(Kind kind, String text, int from) {
    /** Whether it is this word, case ignored, or this sign. */
    public boolean is(String wanted) {
      return (kind == Kind.WORD || kind == Kind.SIGN) && text.equalsIgnoreCase(wanted);
    }

    /** For error messages. */
    public String shown() {
      return kind == Kind.END ? "the end of the query" : '"' + text + '"';
    }
  }

  private final String query;
  private int at;
  private @Nullable Token ahead;
  private int aheadEnd;

  public PipeReader(String query, int from) {
    this.query = query;
    this.at = from;
  }

  public static QueryException fault(String message, int position) {
    return new QueryException(QueryException.Kind.SYNTAX, message, position);
  }

  /** The fault that the next token is. */
  public QueryException unexpected(String expected) {
    Token token = peek();
    return fault("unexpected " + token.shown() + " (expected: " + expected + ")", token.from());
  }

  public Token peek() {
    if (ahead == null) {
      int before = at;
      ahead = lex();
      aheadEnd = at;
      at = before;
    }
    return ahead;
  }

  public Token take() {
    Token token = peek();
    at = aheadEnd;
    ahead = null;
    return token;
  }

  public boolean takeIf(String wanted) {
    if (!peek().is(wanted)) {
      return false;
    }
    take();
    return true;
  }

  public void expect(String wanted) {
    if (!takeIf(wanted)) {
      throw unexpected("\"" + wanted + "\"");
    }
  }

  /** Whether the stage ends here. */
  public boolean atStageEnd() {
    Token token = peek();
    return token.kind() == Kind.END || token.is("|");
  }

  /** A name of a field. */
  public String field() {
    Token token = peek();
    if (token.kind() != Kind.WORD && token.kind() != Kind.QUOTED) {
      throw unexpected("the name of a field");
    }
    return take().text();
  }

  /** Names separated by commas, in parentheses or not. */
  public List<String> fields() {
    List<String> names = new ArrayList<>();
    boolean open = takeIf("(");
    if (open && takeIf(")")) {
      return names;
    }
    do {
      names.add(field());
      if (names.size() > MOST_FIELDS) {
        throw fault("more than " + MOST_FIELDS + " fields (expected: fewer)", peek().from());
      }
    } while (takeIf(","));
    if (open) {
      expect(")");
    }
    return names;
  }

  /** A whole number, or {@code absent} when there is none. */
  public int number(String what, int absent, int least, int most) {
    Token token = peek();
    if (token.kind() != Kind.WORD || !Character.isDigit(token.text().charAt(0))) {
      if (token.is("-")) {
        throw fault(what + ": negative (expected: " + least + " to " + most + ")", token.from());
      }
      return absent;
    }
    try {
      int number = Integer.parseInt(token.text());
      if (number >= least && number <= most) {
        take();
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw fault(
        what + ": " + token.text() + " (expected: " + least + " to " + most + ")", token.from());
  }

  /** The name behind {@code as}, or {@code absent}. */
  public String alias(String absent) {
    return takeIf("as") ? field() : absent;
  }

  /** The field behind {@code from}, {@code in} or {@code at}, or the body. */
  public String source() {
    return takeIf("from") || takeIf("in") || takeIf("at") ? field() : "body";
  }

  /** A quoted text. */
  public String quoted(String expected) {
    if (peek().kind() != Kind.QUOTED) {
      throw unexpected(expected);
    }
    return take().text();
  }

  /** A regular expression between slashes, or null when there is none here. */
  public @Nullable String regex() {
    Token token = peek();
    if (!token.is("/")) {
      return null;
    }
    int end = token.from() + 1;
    while (end < query.length() && query.charAt(end) != '/') {
      end += query.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= query.length()) {
      throw fault("a regular expression is never closed (expected: another /)", token.from());
    }
    at = end + 1;
    ahead = null;
    return query.substring(token.from() + 1, end).replace("\\/", "/");
  }

  /** What was taken since an offset, as it was typed. */
  public String textSince(int from) {
    return stripped(query.substring(from, Math.max(from, at)).stripLeading());
  }

  /**
   * Without the blanks at its end, but for one behind a backslash, which makes it part of a word.
   */
  private static String stripped(String text) {
    String stripped = text.stripTrailing();
    int backslashes = 0;
    while (backslashes < stripped.length()
        && stripped.charAt(stripped.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1 && stripped.length() < text.length()
        ? text.substring(0, stripped.length() + 1)
        : stripped;
  }

  /** The text up to the end of the stage, as it is. */
  public Raw rest() {
    return raw('|');
  }

  /** The text up to the parenthesis that closes an open one, which is taken, too. */
  public Raw untilClosed() {
    Raw raw = raw(')');
    expect(")");
    return raw;
  }

  /** A stretch of the query and where it begins. */
  public record Raw(String text, int from) {}

  private Raw raw(char end) {
    peek();
    int from = ahead == null ? at : ahead.from();
    at = endOf(query, from, end);
    ahead = null;
    return new Raw(stripped(query.substring(from, at)), from);
  }

  /** Where a top-level character is that is not quoted; the length when there is none. */
  public static int endOf(String text, int from, char end) {
    int depth = 0;
    int i = from;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == end && depth == 0 && !(c == '|' && isDoubled(text, i))) {
        return i;
      }
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        i = quoteEnd(text, i);
      } else if (c == '/' && isRegexStart(text, from, i)) {
        i = regexEnd(text, i);
      } else if (c == '|' && isDoubled(text, i)) {
        i++;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && depth > 0) {
        depth--;
      }
      i++;
    }
    return text.length();
  }

  private static boolean isDoubled(String text, int at) {
    return at + 1 < text.length() && text.charAt(at + 1) == '|';
  }

  private static int quoteEnd(String text, int from) {
    int i = from + 1;
    while (i < text.length() && text.charAt(i) != '"') {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return i;
  }

  private static boolean isRegexStart(String text, int from, int at) {
    return (at == from || " \t\r\n(:-!".indexOf(text.charAt(at - 1)) >= 0)
        && at + 1 < text.length()
        && BLANKS.indexOf(text.charAt(at + 1)) < 0;
  }

  /** A slash that closes is followed by a blank, a parenthesis or a pipe; else it was a path. */
  private static int regexEnd(String text, int from) {
    int end = from + 1;
    while (end < text.length() && (text.charAt(end) != '/' || text.charAt(end - 1) == '\\')) {
      end++;
    }
    boolean closed =
        end < text.length()
            && (end + 1 == text.length() || " \t\r\n)|".indexOf(text.charAt(end + 1)) >= 0);
    return closed ? end : from;
  }

  private Token lex() {
    while (at < query.length() && BLANKS.indexOf(query.charAt(at)) >= 0) {
      at++;
    }
    if (at == query.length()) {
      return new Token(Kind.END, "", at);
    }
    int from = at;
    char c = query.charAt(at);
    if (c == '"' || c == '`') {
      return quotedToken(c);
    }
    if (SIGNS.indexOf(c) >= 0 || c == '-') {
      at += isTwoSigns() ? 2 : 1;
      return new Token(Kind.SIGN, query.substring(from, at), from);
    }
    while (at < query.length() && isWordPart(query.charAt(at))) {
      at++;
    }
    return new Token(Kind.WORD, query.substring(from, at), from);
  }

  private boolean isTwoSigns() {
    return at + 1 < query.length()
        && query.charAt(at + 1) == '='
        && "=<>!".indexOf(query.charAt(at)) >= 0;
  }

  private static boolean isWordPart(char c) {
    return SIGNS.indexOf(c) < 0 && BLANKS.indexOf(c) < 0 && c != '"' && c != '`';
  }

  /** As in the search notation, a backslash takes the meaning from what follows. */
  private Token quotedToken(char quote) {
    int from = at++;
    StringBuilder text = new StringBuilder();
    while (at < query.length()) {
      char c = query.charAt(at++);
      if (c == quote) {
        return new Token(Kind.QUOTED, text.toString(), from);
      }
      boolean escape = c == '\\' && quote == '"' && at < query.length();
      text.append(escape ? query.charAt(at++) : c);
    }
    throw fault("a quotation is never closed (expected: another " + quote + ")", from);
  }

  /** A name as it has to be typed. */
  public static String shown(String name) {
    boolean plain = !name.isEmpty() && name.charAt(0) != '-';
    for (int i = 0; i < name.length(); i++) {
      plain &= isWordPart(name.charAt(i)) && name.charAt(i) != '\\';
    }
    return plain ? name : quotedText(name);
  }

  /** A text between quotes, as it has to be typed. */
  public static String quotedText(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Names as they have to be typed, separated by commas. */
  public static String shown(List<String> names) {
    return String.join(", ", names.stream().map(PipeReader::shown).toList());
  }

  /** The candidate that was most likely meant, or null. */
  public static @Nullable String nearest(String typed, Iterable<String> candidates) {
    String best = null;
    int least = Math.max(2, typed.length() / 3 + 1);
    for (String candidate : candidates) {
      int distance = distance(typed.toLowerCase(Locale.ROOT), candidate);
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return best;
  }

  /** Levenshtein's distance. */
  private static int distance(String left, String right) {
    int[] before = new int[right.length() + 1];
    for (int j = 0; j < before.length; j++) {
      before[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int[] row = new int[before.length];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = before[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(row[j - 1], before[j]));
      }
      before = row;
    }
    return before[right.length()];
  }
}
