package dev.clew.alerting.template;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code fmt.Sprintf} and {@code fmt.Sprint} for the values templates know. */
final class GoFormat {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  /** Flags, width and precision of one verb; -1 when not given. */
  private record Directive(String flags, int width, int precision, char verb) {
    boolean has(char flag) {
      return flags.indexOf(flag) >= 0;
    }
  }

  private final String format;
  private final List<@Nullable Object> arguments;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int used;

  private GoFormat(String format, List<@Nullable Object> arguments) {
    this.format = format;
    this.arguments = arguments;
  }

  static String printf(String format, List<@Nullable Object> arguments) {
    return new GoFormat(format, arguments).run();
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

  /** {@code %v}. */
  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "<nil>";
      case Double number -> GoNumber.text(number);
      case Instant instant -> time(instant);
      case Duration duration -> duration(duration);
      case QuerySample sample ->
          "{" + text(sample.labels()) + " " + GoNumber.text(sample.value()) + "}";
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

  private static String time(Instant instant) {
    StringBuilder fraction =
        new StringBuilder(String.format("%09d", Math.floorMod(nanos(instant), 1_000_000_000L)));
    while (!fraction.isEmpty() && fraction.charAt(fraction.length() - 1) == '0') {
      fraction.setLength(fraction.length() - 1);
    }
    return TIME.format(instant) + (fraction.isEmpty() ? "" : "." + fraction) + " +0000 UTC";
  }

  /** Time of day in nanoseconds. */
  private static long nanos(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toLocalTime().toNanoOfDay();
  }

  private static String duration(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0s";
    }
    String sign = nanos < 0 ? "-" : "";
    double size = Math.abs((double) nanos);
    if (size < 1e9) {
      double unit = size < 1e3 ? 1 : size < 1e6 ? 1e3 : 1e6;
      return sign
          + GoNumber.format(size / unit, 'f', -1)
          + (unit == 1 ? "ns" : unit == 1e3 ? "µs" : "ms");
    }
    long seconds = Math.abs(nanos) / 1_000_000_000L;
    double rest = seconds % 60 + (Math.abs(nanos) % 1_000_000_000L) / 1e9;
    long minutes = seconds / 60;
    String hours = minutes >= 60 ? minutes / 60 + "h" : "";
    return sign
        + hours
        + (minutes > 0 ? minutes % 60 + "m" : "")
        + GoNumber.format(rest, 'f', -1)
        + "s";
  }

  /** As Go names the type in messages. */
  static String type(@Nullable Object value) {
    return switch (value) {
      case null -> "<nil>";
      case String text -> "string";
      case Long number -> "int";
      case Double number -> "float64";
      case Boolean bool -> "bool";
      case Instant instant -> "time.Time";
      case Duration duration -> "time.Duration";
      case QuerySample sample -> "template.sample";
      case List<?> items -> "template.queryResult";
      case Map<?, ?> map -> "map[string]string";
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
    }
    if (used < arguments.size()) {
      out.append(
          arguments.subList(used, arguments.size()).stream()
              .map(extra -> type(extra) + "=" + text(extra))
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
    int width = number(-1);
    int precision = -1;
    if (at < format.length() && format.charAt(at) == '.') {
      at++;
      precision = number(0);
    }
    if (at >= format.length()) {
      out.append("%!(NOVERB)");
      return;
    }
    char verb = format.charAt(at++);
    if (verb == '%') {
      out.append('%');
    } else if (used >= arguments.size()) {
      out.append("%!").append(verb).append("(MISSING)");
    } else {
      Object value = arguments.get(used++);
      Directive directive = new Directive(flags, width, precision, verb);
      String shown = verb(directive, value);
      out.append(
          shown == null
              ? "%!"
                  + verb
                  + "("
                  + (value == null ? "<nil>" : type(value) + "=" + text(value))
                  + ")"
              : padded(directive, shown, value instanceof Number));
    }
  }

  /** Answers the absent value when none is written here. */
  private int number(int absent) {
    int start = at;
    while (at < format.length() && Character.isDigit(format.charAt(at))) {
      at++;
    }
    // Widths are bounded so that a template cannot ask for gigabytes of spaces.
    return start == at
        ? absent
        : Integer.parseInt(format.substring(start, Math.min(at, start + 3)));
  }

  /** The value as the verb shows it; null when it does not fit the verb. */
  private static @Nullable String verb(Directive directive, @Nullable Object value) {
    char verb = directive.verb();
    if (verb == 'v') {
      return signed(directive, value, text(value));
    }
    if (verb == 'T') {
      return type(value);
    }
    return switch (value) {
      case String text -> string(directive, text);
      case Double number -> real(directive, number);
      case Long number -> whole(directive, number);
      case Boolean bool -> verb == 't' ? bool.toString() : null;
      case Instant instant -> verb == 's' ? text(instant) : null;
      case Duration duration -> verb == 's' ? text(duration) : null;
      case Map<?, ?> map -> verb == 's' ? text(map) : null;
      case null, default -> null;
    };
  }

  private static @Nullable String string(Directive directive, String text) {
    return switch (directive.verb()) {
      case 's' ->
          directive.precision() >= 0 && directive.precision() < text.length()
              ? text.substring(0, directive.precision())
              : text;
      case 'q' -> GoText.quote(text);
      case 'x' -> hexadecimal(text);
      default -> null;
    };
  }

  private static String hexadecimal(String text) {
    return java.util.HexFormat.of()
        .formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static @Nullable String real(Directive directive, double number) {
    char verb = Character.toLowerCase(directive.verb());
    if (verb != 'e' && verb != 'f' && verb != 'g') {
      return null;
    }
    int precision = directive.precision() < 0 && verb != 'g' ? 6 : directive.precision();
    String text = GoNumber.format(number, verb, precision);
    return signed(directive, number, directive.verb() == verb ? text : text.replace('e', 'E'));
  }

  private static @Nullable String whole(Directive directive, long number) {
    return switch (directive.verb()) {
      case 'd' -> signed(directive, number, Long.toString(number));
      case 'x' -> Long.toString(number, 16);
      case 'X' -> Long.toString(number, 16).toUpperCase(java.util.Locale.ROOT);
      case 'o' -> Long.toString(number, 8);
      case 'b' -> Long.toString(number, 2);
      case 'c' -> Character.toString((int) number);
      case 'U' -> String.format("U+%04X", number);
      case 'q' -> "'" + Character.toString((int) number) + "'";
      default -> null;
    };
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
