package dev.clew.metricsstore.otlp;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names of metrics and labels as one of Prometheus' strategies translates them (OpenTelemetry
 * specification, "Prometheus and OpenMetrics compatibility").
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

  /** Attribute names are few and come with every new series. */
  private static final int KNOWN_LABELS = 10_000;

  private final TranslationStrategy strategy;
  private final Map<String, String> labels = new HashMap<>();

  MetricNames(TranslationStrategy strategy) {
    this.strategy = strategy;
  }

  /** The metric family: name, unit, and the suffix that its kind asks for. */
  String family(String name, String unit, MetricKind kind) {
    if (strategy.escapes()) {
      return strategy.addsSuffixes() ? escaped(name, unit, kind) : legalStart(runs(name));
    }
    return strategy.addsSuffixes() ? suffixed(name, unit, kind) : name;
  }

  /**
   * The family of a metric whose sender names no service: rules and alerts write their results this
   * way, under names that are Prometheus names already. A legal name without a unit stays as it is.
   */
  String familyAsSent(String name, String unit, MetricKind kind) {
    boolean complete = kind != MetricKind.COUNTER || name.endsWith("_total");
    return unit.isEmpty() && complete && isLegal(name) ? name : family(name, unit, kind);
  }

  /** The label that an attribute becomes. */
  String label(String name) {
    String known = labels.get(name);
    if (known != null) {
      return known;
    }
    String label = strategy.escapes() ? escapedLabel(name) : name;
    if (labels.size() < KNOWN_LABELS) {
      labels.put(name, label);
    }
    return label;
  }

  private static String escaped(String name, String unit, MetricKind kind) {
    List<String> tokens = tokens(name);
    String main = String.join("_", tokens(mainUnit(unit)));
    String per = String.join("_", tokens(perUnit(unit)));
    if (!main.isEmpty() && !tokens.contains(main)) {
      tokens.add(main);
    }
    if (!per.isEmpty() && !tokens.contains(per)) {
      tokens.add(per);
    }
    if (kind == MetricKind.COUNTER) {
      moveToEnd(tokens, "total");
    } else if (kind == MetricKind.GAUGE && unit.equals("1")) {
      moveToEnd(tokens, "ratio");
    }
    return legalStart(String.join("_", tokens));
  }

  /** The name as it is; what it ends with already is not appended twice. */
  private static String suffixed(String name, String unit, MetricKind kind) {
    String last =
        kind == MetricKind.COUNTER
            ? "total"
            : kind == MetricKind.GAUGE && unit.equals("1") ? "ratio" : "";
    String main = mainUnit(unit);
    String per = perUnit(unit);
    String base = without(without(name, last), per);
    if (!main.isEmpty() && !base.endsWith(main)) {
      base += "_" + main;
    }
    return base + (per.isEmpty() ? "" : "_" + per) + (last.isEmpty() ? "" : "_" + last);
  }

  /** Takes a suffix away, and the character that parts it from the rest. */
  private static String without(String name, String suffix) {
    boolean found =
        !suffix.isEmpty() && name.endsWith(suffix) && name.length() > suffix.length() + 1;
    return found ? name.substring(0, name.length() - suffix.length() - 1) : name;
  }

  private static String escapedLabel(String name) {
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

  /** Runs of illegal characters become one underscore; underscores of the name stay. */
  private static String runs(String name) {
    StringBuilder out = new StringBuilder(name.length());
    boolean gap = false;
    for (int i = 0; i < name.length(); i++) {
      if (isNameCharacter(name.charAt(i))) {
        if (gap && !out.isEmpty()) {
          out.append('_');
        }
        out.append(name.charAt(i));
        gap = false;
      } else {
        gap = true;
      }
    }
    return out.toString();
  }

  private static String mainUnit(String unit) {
    int slash = unit.indexOf('/');
    return known(UNITS, slash < 0 ? unit : unit.substring(0, slash));
  }

  /** With {@code per_} in front; empty when the unit has no such part. */
  private static String perUnit(String unit) {
    int slash = unit.indexOf('/');
    String per = slash < 0 ? "" : known(PER_UNITS, unit.substring(slash + 1));
    return per.isEmpty() ? "" : "per_" + per;
  }

  private static String known(Map<String, String> names, String unit) {
    String trimmed = unit.strip();
    if (trimmed.indexOf('{') >= 0 || trimmed.indexOf('}') >= 0) {
      return ""; // an annotation such as {request} is no unit
    }
    return names.getOrDefault(trimmed, trimmed);
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
