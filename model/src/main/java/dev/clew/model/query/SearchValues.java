package dev.clew.model.query;

import static dev.clew.model.query.SearchParser.fault;

import dev.clew.model.CorrelationKeys;
import dev.clew.model.Severity;
import dev.clew.model.TraceId;
import dev.clew.model.query.SearchLexer.Kind;
import dev.clew.model.query.SearchLexer.Token;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one value of the search bar's notation asks for. */
final class SearchValues {
  private static final List<String> SEVERITIES =
      List.of("trace", "debug", "info", "warn", "warning", "error", "fatal", "critical", "notice");

  private SearchValues() {}

  /** A value without a field. */
  static Filter anywhere(Token token) {
    return switch (token.kind()) {
      case QUOTED -> new Filter.Phrase(null, token.text());
      case REGEX -> new Filter.Regex(null, token.text());
      default -> starred(null, token);
    };
  }

  static Filter words(Token field, Token token) {
    return switch (token.kind()) {
      case QUOTED -> new Filter.Phrase(field.text(), token.text());
      case REGEX -> new Filter.Regex(field.text(), token.text());
      default -> starred(field.text(), token);
    };
  }

  /** Words of a text, some of their letters replaced by stars. */
  private static Filter starred(@Nullable String field, Token token) {
    String text = token.text();
    List<Integer> stars = token.stars();
    if (stars.isEmpty()) {
      return new Filter.Word(field, text);
    }
    if (stars.size() == text.length()) {
      return field == null ? Filter.all() : new Filter.Exists(field);
    }
    int last = text.length() - 1;
    boolean atEnd = stars.contains(last);
    boolean atStart = stars.contains(0);
    if (stars.size() == 1 && atEnd) {
      return new Filter.Prefix(field, text.substring(0, last));
    }
    if (stars.size() == 1 && atStart) {
      return new Filter.Suffix(field, text.substring(1));
    }
    if (stars.size() == 2 && atStart && atEnd) {
      return new Filter.Substring(field, text.substring(1, last));
    }
    return new Filter.Regex(field, expression(token));
  }

  private static String expression(Token token) {
    String text = token.text();
    int last = text.length() - 1;
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (token.stars().contains(i)) {
        pattern.append(i == 0 || i == last ? "" : "\\S*");
      } else {
        char c = text.charAt(i);
        boolean plain = c > 127 || Character.isLetterOrDigit(c) || Character.isWhitespace(c);
        pattern.append(plain || c == '/' || c == '_' ? "" : "\\").append(c);
      }
    }
    if (pattern.length() > 1000) {
      throw fault("pattern of " + text.length() + " characters (expected: shorter)", token.from());
    }
    return pattern.toString();
  }

  /** A value of a field behind a colon. */
  static Filter ofField(Token name, Token token) {
    String field = name.text();
    boolean plain = token.kind() == Kind.TEXT;
    if (plain && !token.text().isEmpty() && token.stars().size() == token.text().length()) {
      return new Filter.Exists(field);
    }
    if (name.kind() == Kind.FIELD) {
      if (field.equals("id") || field.startsWith("id.")) {
        return carries(field.equals("id") ? null : field.substring(3), token.text());
      }
      TraceId traceId = token.stars().isEmpty() && isTraceId(field) ? otherSpelling(token) : null;
      if (traceId != null) {
        return new Filter.Equals(field, traceId.toString());
      }
      if (field.equals("any")) {
        return anyField(token);
      }
      IpRange range = plain && field.equals("ip") ? IpRange.parse(token.text()) : null;
      if (range != null) {
        return new Filter.Network(null, range);
      }
    }
    return switch (token.kind()) {
      case QUOTED -> new Filter.Equals(field, token.text());
      case REGEX -> new Filter.Regex(field, token.text());
      default -> text(name, token);
    };
  }

  private static Filter anyField(Token token) {
    boolean words = token.kind() != Kind.REGEX && token.stars().isEmpty();
    if (!words || token.text().isEmpty()) {
      throw fault(
          "any:" + token.text() + " (expected: a word or \"phrase\", without stars)", token.from());
    }
    return new Filter.Anywhere(token.text());
  }

  private static boolean isTraceId(String field) {
    return field.equalsIgnoreCase(CorrelationKeys.TRACE_ID)
        || field.equalsIgnoreCase("traceId")
        || field.equalsIgnoreCase("trace.id");
  }

  /** The ID when it is spelled in another way than it is stored. */
  private static @Nullable TraceId otherSpelling(Token token) {
    TraceId traceId = token.kind() == Kind.REGEX ? null : TraceId.ofSpelling(token.text());
    return traceId == null || traceId.toString().equals(token.text()) ? null : traceId;
  }

  /** Any key may be that of a trace, whose ID has other spellings. */
  static Filter carries(@Nullable String key, String value) {
    Filter asIs = new Filter.Carries(key, value);
    boolean maybe = key == null || key.equals(CorrelationKeys.TRACE_ID);
    TraceId traceId = maybe ? TraceId.ofSpelling(value) : null;
    if (traceId == null || traceId.toString().equalsIgnoreCase(value)) {
      return asIs;
    }
    Filter ofTrace = new Filter.Carries(CorrelationKeys.TRACE_ID, traceId.toString());
    return key == null ? new Filter.Or(List.of(asIs, ofTrace)) : ofTrace;
  }

  private static Filter text(Token name, Token token) {
    String field = name.text();
    String text = token.text();
    if (!token.escaped()) {
      int dots = text.indexOf("..");
      if (dots > 0 && dots + 2 < text.length() && isRange(field, text, dots)) {
        return range(name, token, dots);
      }
      IpRange network = text.indexOf('/') > 0 ? IpRange.parse(text) : null;
      if (network != null) {
        return new Filter.Network(field, network);
      }
    }
    if (!token.stars().isEmpty()) {
      return new Filter.Wildcard(field, pattern(token));
    }
    SearchParser.checkSeverity(field, token);
    return new Filter.Equals(field, text);
  }

  /** The token with backslashes before the stars that were escaped. */
  private static String pattern(Token token) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < token.text().length(); i++) {
      char c = token.text().charAt(i);
      boolean literal = c == '\\' || (c == '*' && !token.stars().contains(i));
      pattern.append(literal ? "\\" : "").append(c);
    }
    return pattern.toString();
  }

  private static boolean isRange(String field, String text, int dots) {
    String low = text.substring(0, dots);
    String high = text.substring(dots + 2);
    return isEnd(field, low) || (isEnd(field, high) && low.equals("*"));
  }

  private static boolean isEnd(String field, String text) {
    return Filter.Operand.of(text).isNumber()
        || TimeText.isValid(text)
        || (SearchParser.isSeverity(field) && Severity.parse(text) != null);
  }

  private static Filter range(Token name, Token token, int dots) {
    String high = token.text().substring(dots + 2);
    if (!high.equals("*") && !isEnd(name.text(), high)) {
      throw fault(
          name.text()
              + ": \""
              + token.text()
              + "\" (expected: a number, duration or time behind \"..\"; or quote the value to find"
              + " it as it is)",
          token.from() + dots + 2);
    }
    int from = token.from();
    return range(
        name,
        new Token(Kind.LOW, "[", from),
        new Token(Kind.TEXT, token.text().substring(0, dots), from),
        new Token(Kind.TEXT, high, from + dots + 2),
        new Token(Kind.HIGH, "]", from));
  }

  /** {@code [low TO high]}, or with braces, which leave their end out. */
  static Filter range(Token name, Token open, Token low, Token high, Token close) {
    boolean fromStart = low.kind() == Kind.TEXT && low.text().equals("*");
    boolean toEnd = high.kind() == Kind.TEXT && high.text().equals("*");
    if (fromStart && toEnd) {
      return new Filter.Exists(name.text());
    }
    Filter lower = fromStart ? null : compare(name, open.text().equals("[") ? ">=" : ">", low);
    Filter upper = toEnd ? null : compare(name, close.text().equals("]") ? "<=" : "<", high);
    if (lower != null && upper != null) {
      return new Filter.And(List.of(lower, upper));
    }
    return lower != null ? lower : java.util.Objects.requireNonNull(upper);
  }

  static Filter compare(Token name, String sign, Token value) {
    String field = name.text();
    SearchParser.checkSeverity(field, value);
    Filter.Operand operand = Filter.Operand.of(value.text());
    if (TimeText.isTime(field) && !operand.isNumber() && !TimeText.isValid(value.text())) {
      throw fault(
          field + sign + value.text() + " (expected: " + TimeText.EXPECTED + ")", value.from());
    }
    Filter.Op op =
        switch (sign) {
          case "<" -> Filter.Op.LESS;
          case "<=" -> Filter.Op.AT_MOST;
          case ">" -> Filter.Op.GREATER;
          default -> Filter.Op.AT_LEAST;
        };
    return new Filter.Compare(field, op, operand);
  }

  /** {@code field=value}. */
  static Filter equalTo(Token name, Token value) {
    if (TimeText.isTime(name.text()) && TimeText.isValid(value.text())) {
      return new Filter.And(List.of(compare(name, ">=", value), compare(name, "<=", value)));
    }
    SearchParser.checkSeverity(name.text(), value);
    return new Filter.Equals(name.text(), value.text());
  }

  static Filter exact(Filter filter, Token sign) {
    return switch (filter) {
      case Filter.All all -> all;
      case Filter.Exists exists -> exists;
      case Filter.Carries carries -> carries;
      case Filter.Anywhere any -> throw noCase(sign);
      case Filter.Network n -> throw noCase(sign);
      case Filter.And and -> throw noCase(sign);
      case Filter.Compare compare -> throw noCase(sign);
      case Filter.ExactCase twice -> throw noCase(sign);
      default -> new Filter.ExactCase(filter);
    };
  }

  private static RuntimeException noCase(Token sign) {
    return fault("\"=\" before what has no case (expected: text behind it)", sign.from());
  }

  static IpRange range(Token address) {
    return java.util.Objects.requireNonNull(IpRange.parse(address.text()));
  }

  /** A known severity at most two typing errors away, or null. */
  static @Nullable String nearestSeverity(String text) {
    String best = null;
    int least = 3;
    for (String name : SEVERITIES) {
      int distance = distance(text.toLowerCase(java.util.Locale.ROOT), name);
      if (distance < least && distance < name.length() - 1) {
        least = distance;
        best = name;
      }
    }
    return best;
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length() && i < 32; i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
