package dev.clew.metricsstore.promql.notation;

import dev.clew.model.Labels;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

/** Strings and label sets as Go and Prometheus quote them. */
public final class Quoting {
  private Quoting() {}

  /** {@code strconv.Quote}. */
  public static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case 0x07 -> out.append("\\a");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case 0x0b -> out.append("\\v");
        default -> {
          boolean raw =
              RawText.isRawByte(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
          if (c < 0x20 || c == 0x7f || raw) {
            out.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
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
