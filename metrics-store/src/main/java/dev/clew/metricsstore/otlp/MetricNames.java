package dev.clew.metricsstore.otlp;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Names of metrics and labels as Prometheus' default strategy UnderscoreEscapingWithSuffixes
 * translates them (OpenTelemetry specification, "Prometheus and OpenMetrics compatibility").
 */
final class MetricNames {
  private static final Map<String, String> UNITS =
      Map.ofEntries(
          Map.entry("d", "days"),
          Map.entry("h", "hours"),
          Map.entry("min", "minutes"),
          Map.entry("s", "seconds"),
          Map.entry("ms", "milliseconds"),
          Map.entry("us", "microseconds"),
          Map.entry("ns", "nanoseconds"),
          Map.entry("By", "bytes"),
          Map.entry("KiBy", "kibibytes"),
          Map.entry("MiBy", "mebibytes"),
          Map.entry("GiBy", "gibibytes"),
          Map.entry("TiBy", "tibibytes"),
          Map.entry("KBy", "kilobytes"),
          Map.entry("MBy", "megabytes"),
          Map.entry("GBy", "gigabytes"),
          Map.entry("TBy", "terabytes"),
          Map.entry("m", "meters"),
          Map.entry("V", "volts"),
          Map.entry("A", "amperes"),
          Map.entry("J", "joules"),
          Map.entry("W", "watts"),
          Map.entry("g", "grams"),
          Map.entry("Cel", "celsius"),
          Map.entry("Hz", "hertz"),
          Map.entry("1", ""),
          Map.entry("%", "percent"));
  private static final Map<String, String> PER_UNITS =
      Map.of(
          "s", "second", "m", "minute", "h", "hour", "d", "day", "w", "week", "mo", "month", "y",
          "year");

  private MetricNames() {}

  /** The metric family: name, unit, and the suffix that its kind asks for. */
  static String family(String name, String unit, MetricKind kind) {
    List<String> tokens = tokens(name);
    addUnit(tokens, unit);
    if (kind == MetricKind.COUNTER) {
      moveToEnd(tokens, "total");
    } else if (kind == MetricKind.GAUGE && unit.equals("1")) {
      moveToEnd(tokens, "ratio");
    }
    return legalStart(String.join("_", tokens));
  }

  /**
   * The family of a metric whose sender names no service: rules and alerts write their results this
   * way, under names that are Prometheus names already. A legal name without a unit stays as it is.
   */
  static String familyAsSent(String name, String unit, MetricKind kind) {
    boolean complete = kind != MetricKind.COUNTER || name.endsWith("_total");
    return unit.isEmpty() && complete && isLegal(name) ? name : family(name, unit, kind);
  }

  static String label(String name) {
    StringBuilder out = new StringBuilder(name.length() + 4);
    name.codePoints().forEach(c -> out.appendCodePoint(isNameCharacter(c) && c != ':' ? c : '_'));
    if (out.isEmpty()) {
      return "_";
    }
    if (isDigit(out.charAt(0))) {
      out.insert(0, "key_");
    } else if (out.charAt(0) == '_' && !(out.length() > 1 && out.charAt(1) == '_')) {
      out.insert(0, "key");
    }
    return out.toString();
  }

  /** A bucket bound or quantile as Go prints it: the shortest decimal without an exponent. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    StringBuilder token = new StringBuilder();
    for (int i = 0; i <= text.length(); i++) {
      // An underscore parts tokens too: repeated ones collapse, as the specification asks.
      if (i < text.length() && text.charAt(i) != '_' && isNameCharacter(text.charAt(i))) {
        token.append(text.charAt(i));
      } else if (!token.isEmpty()) {
        tokens.add(token.toString());
        token.setLength(0);
      }
    }
    return tokens;
  }

  private static void addUnit(List<String> tokens, String unit) {
    int slash = unit.indexOf('/');
    String main = known(UNITS, slash < 0 ? unit : unit.substring(0, slash));
    String per = slash < 0 ? "" : known(PER_UNITS, unit.substring(slash + 1));
    boolean addMain = !main.isEmpty() && !tokens.contains(main);
    boolean addPer = !per.isEmpty() && !tokens.contains("per_" + per);
    if (addMain) {
      tokens.add(main);
    }
    if (addPer) {
      tokens.add("per_" + per);
    }
  }

  private static String known(Map<String, String> names, String unit) {
    String trimmed = unit.strip();
    if (trimmed.indexOf('{') >= 0 || trimmed.indexOf('}') >= 0) {
      return ""; // an annotation such as {request} is no unit
    }
    return String.join("_", tokens(names.getOrDefault(trimmed, trimmed)));
  }

  private static void moveToEnd(List<String> tokens, String suffix) {
    tokens.removeIf(suffix::equals);
    tokens.add(suffix);
  }

  private static String legalStart(String name) {
    return !name.isEmpty() && isDigit(name.charAt(0)) ? "_" + name : name;
  }

  private static boolean isLegal(String name) {
    return !name.isEmpty()
        && !isDigit(name.charAt(0))
        && name.chars().allMatch(MetricNames::isNameCharacter);
  }

  private static boolean isNameCharacter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_' || c == ':';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
