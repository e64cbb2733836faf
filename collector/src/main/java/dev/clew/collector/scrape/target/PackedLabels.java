package dev.clew.collector.scrape.target;

import dev.clew.collector.prometheus.PrometheusBatch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Labels in one array of bytes, as a scrape hands them on again and again: the length of the metric
 * name and the name, then length and bytes of name and value of each other label.
 */
final class PackedLabels {
  private PackedLabels() {}

  static byte[] pack(String metricName, Map<String, String> labels) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    write(out, metricName);
    labels.forEach((name, value) -> {
      if (!name.equals("__name__")) {
        write(out, name);
        write(out, value);
      }
    });
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int rest = bytes.length;
    while (rest > 0x7f) {
      out.write(rest | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    out.writeBytes(bytes);
  }

  /** Begins the series in a batch. */
  static void open(byte[] packed, PrometheusBatch batch) {
    int at = 0;
    int length = length(packed, at);
    at += width(length);
    batch.series(packed, at, length);
    at += length;
    while (at < packed.length) {
      int nameLength = length(packed, at);
      int name = at + width(nameLength);
      at = name + nameLength;
      int valueLength = length(packed, at);
      int value = at + width(valueLength);
      batch.label(packed, name, nameLength, value, valueLength);
      at = value + valueLength;
    }
  }

  private static int length(byte[] packed, int from) {
    int length = 0;
    int shift = 0;
    int at = from;
    while (packed[at] < 0) {
      length |= (packed[at++] & 0x7f) << shift;
      shift += 7;
    }
    return length | packed[at] << shift;
  }

  private static int width(int length) {
    return (Integer.SIZE - Integer.numberOfLeadingZeros(length | 1) + 6) / 7;
  }
}
