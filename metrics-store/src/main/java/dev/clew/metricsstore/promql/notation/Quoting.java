package dev.clew.metricsstore.promql.notation;

import dev.clew.model.Labels;
import dev.clew.notation.GoQuotes;
import java.util.Map;
import java.util.stream.Collectors;

/** Strings and label sets as Go and Prometheus quote them. */
public final class Quoting {
  private Quoting() {}

  /** {@code strconv.Quote}. */
  public static String quote(String text) {
    return GoQuotes.quote(text);
  }

  /** Whether a label name needs no quotes. */
  public static boolean isPlainLabelName(String name) {
    return isPlainName(name, false);
  }

  /** Whether a metric name needs no quotes. */
  public static boolean isPlainMetricName(String name) {
    return isPlainName(name, true);
  }

  private static boolean isPlainName(String name, boolean colons) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      boolean digit = c >= '0' && c <= '9' && i > 0;
      if (!letter && !digit && !(colons && c == ':')) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /** A label name, quoted when it has to be. */
  public static String labelName(String name) {
    return isPlainLabelName(name) ? name : quote(name);
  }

  /** A label set as error messages show it: <code>{__name__="up", job="a"}</code>. */
  public static String labels(Labels labels) {
    return labels.asMap().entrySet().stream()
        .map(Quoting::pair)
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String pair(Map.Entry<String, String> label) {
    return labelName(label.getKey()) + "=" + quote(label.getValue());
  }
}
