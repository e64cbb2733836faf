package dev.clew.metricsstore.otlp;

import dev.clew.metricsstore.series.ExemplarSeries.Exemplar;
import dev.clew.model.Attribute;
import dev.clew.model.Attributes;
import dev.clew.model.Labels;
import dev.clew.model.otlp.AnyValues;
import dev.clew.model.otlp.ProtoCursor;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Reads {@code Exemplar}. */
final class ExemplarReader {
  /** OpenMetrics' limit on the labels of an exemplar; the IDs are kept before the attributes. */
  private static final int MAX_LABEL_CHARACTERS = 128;

  private final ProtoCursor cursor = new ProtoCursor();

  Exemplar read(MetricContext metric, byte[] array, Slices slices, int i) {
    cursor.reset(array, slices.offset(i), slices.length(i));
    Attributes.Builder attributes = new Attributes.Builder();
    Map<String, String> labels = new TreeMap<>();
    double value = 0;
    long timeNanos = 0;
    while (cursor.next()) {
      switch (cursor.field()) {
        case 2 -> timeNanos = cursor.fixed64();
        case 3 -> value = cursor.float64();
        case 4 -> id(labels, "span_id", cursor.bytes());
        case 5 -> id(labels, "trace_id", cursor.bytes());
        case 6 -> value = (double) cursor.fixed64();
        case 7 -> {
          int outer = cursor.enter();
          AnyValues.keyValue(cursor, attributes);
          cursor.leave(outer);
        }
        default -> cursor.skip();
      }
    }
    addAttributes(labels, attributes.build(), metric.names());
    long time = timeNanos == 0 ? metric.receivedMillis : Math.floorDiv(timeNanos, 1_000_000L);
    return new Exemplar(Labels.of(labels), value, time);
  }

  private static void id(Map<String, String> labels, String name, byte[] id) {
    for (byte b : id) {
      if (b != 0) {
        labels.put(name, HexFormat.of().formatHex(id));
        return;
      }
    }
  }

  private static void addAttributes(
      Map<String, String> labels, Attributes attributes, MetricNames names) {
    int left = MAX_LABEL_CHARACTERS;
    for (Map.Entry<String, String> id : labels.entrySet()) {
      left -= characters(id.getKey()) + characters(id.getValue());
    }
    for (Attribute attribute : attributes) {
      String name = names.label(attribute.key());
      String value = attribute.value().asText();
      int size = characters(name) + characters(value);
      if (size <= left) {
        labels.putIfAbsent(name, value);
        left -= size;
      }
    }
  }

  private static int characters(String text) {
    return text.codePointCount(0, text.length());
  }
}
