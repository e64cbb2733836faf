package dev.clew.notation.template;

import dev.clew.notation.GoQuotes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code fmt.Sprintf}, {@code Sprint} and {@code Sprintln} for the values templates know. */
public final class GoFormat {
  /** As Go bounds widths and precisions, roughly: a page of blanks is no use to anybody. */
  private static final int WIDEST = 10_000;

  /** Flags, width and precision of one verb; -1 when not given. */
  private record Directive(String flags, int width, int precision, int verb) {
    boolean has(char flag) {
      return flags.indexOf(flag) >= 0;
    }
  }

  private final String format;
  private final List<@Nullable Object> arguments;
  private final int longest;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int used;

  private GoFormat(String format, List<@Nullable Object> arguments, int longest) {
    this.format = format;
    this.arguments = arguments;
    this.longest = longest;
  }

  /**
   * @param longest characters
   * @throws FunctionException when there would be more
   */
  public static String printf(String format, List<@Nullable Object> arguments, int longest) {
    return new GoFormat(format, arguments, longest).run();
  }

  /** {@code fmt.Sprint}: a space between two operands when neither is text. */
  static String print(List<@Nullable Object> operands) {
    StringBuilder out = new StringBuilder();
    boolean spaced = false;
    for (Object operand : operands) {
      boolean text = operand instanceof String;
      out.append(spaced && !text ? " " : "").append(text(operand));
      spaced = !text;
    }
    return out.toString();
  }

  static String println(List<@Nullable Object> operands) {
    return operands.stream().map(GoFormat::text).collect(Collectors.joining(" ", "", "\n"));
  }

  /** {@code %v}. */
  public static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "<nil>";
      case Double number -> GoNumber.text(number);
      case ZonedDateTime time -> GoTime.text(time);
      case Duration duration -> GoTime.text(duration);
      case TemplateValue fields -> fields.print();
      case List<?> items ->
          items.stream().map(GoFormat::text).collect(Collectors.joining(" ", "[", "]"));
      case Map<?, ?> map ->
          new TreeMap<>(map)
              .entrySet().stream()
                  .map(entry -> entry.getKey() + ":" + text(entry.getValue()))
                  .collect(Collectors.joining(" ", "map[", "]"));
      default -> value.toString();
    };
  }

  /** As Go names the type in messages. */
  public static String type(@Nullable Object value) {
    return switch (value) {
      case null -> "<nil>";
      case Typed typed -> typed.typeName();
      case String text -> "string";
      case Long number -> "int";
      case Double number -> "float64";
      case Boolean bool -> "bool";
      case ZonedDateTime time -> "time.Time";
      case Duration duration -> "time.Duration";
      case List<?> items -> "[]interface {}";
      case Map<?, ?> map -> "map[string]interface {}";
      default -> value.getClass().getSimpleName();
    };
  }

  private String run() {
    while (at < format.length()) {
      int percent = format.indexOf('%', at);
      if (percent < 0) {
        out.append(format, at, format.length());
        break;
      }
      out.append(format, at, percent);
      at = percent + 1;
      directive();
      if (out.length() > longest) {
        throw new FunctionException(
            "error calling printf: a text of "
                + out.length()
                + " characters or more (expected: at most "
                + longest
                + ")");
      }
    }
    if (used < arguments.size()) {
      out.append(
          arguments.subList(used, arguments.size()).stream()
              .map(extra -> extra == null ? "<nil>" : type(extra) + "=" + text(extra))
              .collect(Collectors.joining(", ", "%!(EXTRA ", ")")));
    }
    return out.toString();
  }

  private void directive() {
    int start = at;
    while (at < format.length() && "+-# 0".indexOf(format.charAt(at)) >= 0) {
      at++;
    }
    String flags = format.substring(start, at);
    int width = number(-1, "%!(BADWIDTH)");
    if (width < -1) { // of an argument, to the left
      flags += "-";
      width = -width;
    }
    int precision = -1;
    if (at < format.length() && format.charAt(at) == '.') {
      at++;
      precision = number(0, "%!(BADPREC)");
    }
    if (at >= format.length()) {
      out.append("%!(NOVERB)");
      return;
    }
    int verb = format.codePointAt(at);
    at += Character.charCount(verb);
    if (verb == '%') {
      out.append('%');
    } else if (used >= arguments.size()) {
      out.append("%!").appendCodePoint(verb).append("(MISSING)");
    } else {
      Object value = arguments.get(used++);
      Directive directive = new Directive(flags, width, precision, verb);
      String shown = verb(directive, value);
      out.append(
          shown == null
              ? wrong(directive, value)
              : padded(directive, shown, value instanceof Number));
    }
  }

  private static String wrong(Directive directive, @Nullable Object value) {
    return "%!"
        + Character.toString(directive.verb())
        + "("
        + (value == null ? "<nil>" : type(value) + "=" + text(value))
        + ")";
  }

  /** A width or precision; the absent value when none is written here. */
  private int number(int absent, String bad) {
    if (at < format.length() && format.charAt(at) == '*') {
      at++;
      if (used < arguments.size()
          && arguments.get(used++) instanceof Long wanted
          && Math.abs(wanted) <= WIDEST) {
        return wanted.intValue();
      }
      out.append(bad);
      return absent;
    }
    int start = at;
    int number = 0;
    while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
      number = Math.min(WIDEST, number * 10 + format.charAt(at++) - '0');
    }
    return start == at ? absent : number;
  }

  /** The value as the verb shows it; null when it does not fit the verb. */
  private static @Nullable String verb(Directive directive, @Nullable Object value) {
    if (directive.verb() == 'T') {
      return type(value);
    }
    if (directive.verb() == 'v') {
      return value instanceof String text
          ? cut(directive, text)
          : signed(directive, value, text(value));
    }
    return switch (value) {
      case String text -> string(directive, text);
      case Double number -> real(directive, number);
      case Long number -> whole(directive, number);
      case Boolean bool -> directive.verb() == 't' ? bool.toString() : null;
      case Duration duration when directive.verb() == 'd' -> whole(directive, duration.toNanos());
      case null -> null;
      default -> directive.verb() == 's' ? cut(directive, text(value)) : null;
    };
  }

  private static String cut(Directive directive, String text) {
    int most = directive.precision();
    return most < 0 || text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most));
  }

  private static @Nullable String string(Directive directive, String text) {
    return switch (directive.verb()) {
      case 's' -> cut(directive, text);
      case 'q' -> quoted(directive, cut(directive, text));
      case 'x' -> hexadecimal(directive, text);
      case 'X' -> hexadecimal(directive, text).toUpperCase(Locale.ROOT);
      default -> null;
    };
  }

  private static String quoted(Directive directive, String text) {
    return directive.has('#') && text.indexOf('`') < 0 && text.chars().allMatch(c -> c >= ' ')
        ? "`" + text + "`"
        : GoQuotes.quote(text);
  }

  private static String hexadecimal(Directive directive, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String separator = directive.has(' ') ? " " : "";
    return (directive.has('#') && bytes.length > 0 ? "0x" : "")
        + HexFormat.ofDelimiter(separator).formatHex(bytes);
  }

  private static @Nullable String real(Directive directive, double number) {
    int verb = Character.toLowerCase(directive.verb());
    if ((verb != 'e' && verb != 'f' && verb != 'g') || directive.verb() > 'z') {
      return null;
    }
    int precision = directive.precision() < 0 && verb != 'g' ? 6 : directive.precision();
    String text = GoNumber.format(number, (char) verb, Math.min(precision, 1_000));
    return signed(directive, number, directive.verb() == verb ? text : text.replace('e', 'E'));
  }

  private static @Nullable String whole(Directive directive, long number) {
    boolean prefixed = directive.has('#');
    return switch (directive.verb()) {
      case 'd' -> signed(directive, number, digits(directive, Long.toString(number)));
      case 'x' -> signed(directive, number, based(number, 16, prefixed ? "0x" : ""));
      case 'X' ->
          signed(
              directive, number, based(number, 16, prefixed ? "0x" : "").toUpperCase(Locale.ROOT));
      case 'o' -> signed(directive, number, based(number, 8, prefixed ? "0" : ""));
      case 'O' -> signed(directive, number, based(number, 8, "0o"));
      case 'b' -> signed(directive, number, based(number, 2, prefixed ? "0b" : ""));
      case 'c' -> character(number);
      case 'U' -> String.format(Locale.ROOT, "U+%04X", number);
      case 'q' -> "'" + (number == '\'' || number == '\\' ? "\\" : "") + character(number) + "'";
      default -> null;
    };
  }

  private static String based(long number, int radix, String prefix) {
    String text = Long.toString(number, radix);
    return number < 0 ? "-" + prefix + text.substring(1) : prefix + text;
  }

  /** At least as many digits as the precision says. */
  private static String digits(Directive directive, String number) {
    int sign = number.startsWith("-") ? 1 : 0;
    int missing = directive.precision() - (number.length() - sign);
    return missing <= 0
        ? number
        : number.substring(0, sign) + "0".repeat(missing) + number.substring(sign);
  }

  private static String character(long number) {
    return number < 0 || number > Character.MAX_CODE_POINT
        ? "\uFFFD"
        : Character.toString((int) number);
  }

  private static String signed(Directive directive, @Nullable Object value, String text) {
    if (!(value instanceof Number) || text.startsWith("-") || text.startsWith("+")) {
      return text;
    }
    return directive.has('+') ? "+" + text : directive.has(' ') ? " " + text : text;
  }

  private static String padded(Directive directive, String text, boolean number) {
    int missing = directive.width() - text.codePointCount(0, text.length());
    if (missing <= 0) {
      return text;
    }
    if (directive.has('-')) {
      return text + " ".repeat(missing);
    }
    if (directive.has('0') && number) {
      int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
      return text.substring(0, sign) + "0".repeat(missing) + text.substring(sign);
    }
    return " ".repeat(missing) + text;
  }
}
