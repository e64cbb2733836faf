package dev.clew.model;

import java.util.HexFormat;

/** Writes attribute values as JSON text (RFC 8259); NaN and infinities become strings. */
final class JsonText {
  private JsonText() {}

  static String of(AttributeValue value) {
    StringBuilder out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  private static void append(StringBuilder out, AttributeValue value) {
    switch (value) {
      case AttributeValue.Text text -> appendString(out, text.value());
      case AttributeValue.Whole whole -> out.append(whole.value());
      case AttributeValue.Real real -> appendReal(out, real);
      case AttributeValue.Bool bool -> out.append(bool.value());
      case AttributeValue.Bytes bytes -> appendString(out, bytes.base64());
      case AttributeValue.Items items -> appendItems(out, items);
      case AttributeValue.Entries entries -> appendEntries(out, entries.attributes());
      case AttributeValue.Empty empty -> out.append("null");
    }
  }

  private static void appendReal(StringBuilder out, AttributeValue.Real real) {
    if (Double.isFinite(real.value())) {
      out.append(real.asText());
    } else {
      appendString(out, real.asText());
    }
  }

  private static void appendItems(StringBuilder out, AttributeValue.Items items) {
    char separator = '[';
    for (AttributeValue item : items.values()) {
      out.append(separator);
      append(out, item);
      separator = ',';
    }
    out.append(separator == '[' ? "[]" : "]");
  }

  private static void appendEntries(StringBuilder out, Attributes attributes) {
    char separator = '{';
    for (Attribute attribute : attributes) {
      out.append(separator);
      appendString(out, attribute.key());
      out.append(':');
      append(out, attribute.value());
      separator = ',';
    }
    out.append(separator == '{' ? "{}" : "}");
  }

  private static void appendString(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
