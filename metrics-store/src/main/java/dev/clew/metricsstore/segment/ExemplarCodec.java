package dev.clew.metricsstore.segment;

import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.files.ByteWriter;
import dev.clew.metricsstore.series.ExemplarSeries.Exemplar;
import dev.clew.model.Labels;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The exemplars of one series: varint count; of each zigzag time less the time before, u64 value,
 * varint labels; of each label its name and a value. A value of lower-case hexadecimal digits, as
 * IDs are, takes half its length: a varint of the length in bytes times two plus one for
 * hexadecimal, then the bytes.
 */
final class ExemplarCodec {
  private ExemplarCodec() {}

  static void encode(List<Exemplar> exemplars, ByteWriter out) {
    out.varint(exemplars.size());
    long previous = 0;
    for (Exemplar exemplar : exemplars) {
      out.zigzag(exemplar.timeMillis() - previous);
      previous = exemplar.timeMillis();
      out.u64(Double.doubleToRawLongBits(exemplar.value()));
      Map<String, String> labels = exemplar.labels().asMap();
      out.varint(labels.size());
      labels.forEach((name, value) -> {
        out.text(name);
        value(value, out);
      });
    }
  }

  private static void value(String value, ByteWriter out) {
    boolean hex = value.length() % 2 == 0 && value.chars().allMatch(ExemplarCodec::isHexDigit);
    byte[] bytes =
        hex
            ? HexFormat.of().parseHex(value)
            : value.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    out.varint(bytes.length * 2L + (hex ? 1 : 0));
    out.bytes(bytes, 0, bytes.length);
  }

  private static boolean isHexDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  static List<Exemplar> decode(ByteReader in) {
    int count = in.count();
    List<Exemplar> exemplars = new ArrayList<>(count);
    long time = 0;
    for (int i = 0; i < count; i++) {
      time += in.zigzag();
      double value = Double.longBitsToDouble(in.u64());
      Map<String, String> labels = new TreeMap<>();
      for (int left = in.count(); left > 0; left--) {
        labels.put(in.text(), value(in));
      }
      exemplars.add(new Exemplar(Labels.of(labels), value, time));
    }
    return exemplars;
  }

  private static String value(ByteReader in) {
    int tag = in.varint32();
    int length = tag >>> 1;
    int start = in.position();
    in.position(start + length);
    return (tag & 1) == 1
        ? HexFormat.of().formatHex(in.array(), start, start + length)
        : new String(in.array(), start, length, java.nio.charset.StandardCharsets.UTF_8);
  }
}
