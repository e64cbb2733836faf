package dev.clew.benchmarks.peers;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prometheus' remote write 1.0. The Snappy frame holds its content as literals: every receiver is
 * spared the same work, and the generator too.
 */
final class RemoteWriteBody implements Body {
  private static final int LABELS = 1;
  private static final int SAMPLES = 2;

  /** Snappy's tag of a literal whose length less one follows in four bytes. */
  private static final int LITERAL_4 = 63 << 2;

  private final Map<String, List<byte[]>> labels = new HashMap<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
  private final CodedOutputStream request = CodedOutputStream.newInstance(bytes, 1 << 16);

  @Override
  public void add(Instance instance, long timeMillis) {
    List<byte[]> series = labels.computeIfAbsent(instance.name, name -> labels(instance));
    try {
      int next = 0;
      for (int f = 0; f < instance.values.length; f++) {
        for (int p = 0; p < instance.values[f].length; p++) {
          if (Family.ALL.get(f).kind() == Family.Kind.HISTOGRAM) {
            long total = 0;
            for (long count : instance.buckets[p]) {
              total += count;
              series(series.get(next++), (double) total, timeMillis);
            }
            series(series.get(next++), instance.sums[p], timeMillis);
            series(series.get(next++), (double) total, timeMillis);
          } else {
            series(series.get(next++), instance.values[f][p], timeMillis);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void series(byte[] labels, double value, long timeMillis) throws IOException {
    int sample =
        CodedOutputStream.computeDoubleSize(1, value)
            + CodedOutputStream.computeInt64Size(2, timeMillis);
    request.writeTag(1, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    request.writeUInt32NoTag(labels.length + 2 + sample);
    request.writeRawBytes(labels);
    request.writeTag(SAMPLES, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    request.writeUInt32NoTag(sample);
    request.writeDouble(1, value);
    request.writeInt64(2, timeMillis);
  }

  private static List<byte[]> labels(Instance instance) {
    List<byte[]> all = new ArrayList<>();
    for (Family family : Family.ALL) {
      for (List<String> point : family.points()) {
        if (family.kind() == Family.Kind.HISTOGRAM) {
          for (double bound : Family.BOUNDS) {
            all.add(encoded(instance, family.stored() + "_bucket", point, bound(bound)));
          }
          all.add(encoded(instance, family.stored() + "_bucket", point, "+Inf"));
          all.add(encoded(instance, family.stored() + "_sum", point, ""));
          all.add(encoded(instance, family.stored() + "_count", point, ""));
        } else {
          all.add(encoded(instance, family.stored(), point, ""));
        }
      }
    }
    return all;
  }

  private static String bound(double bound) {
    return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
  }

  private static byte[] encoded(Instance instance, String name, List<String> point, String le) {
    Map<String, String> sorted = new TreeMap<>();
    sorted.put("__name__", name);
    sorted.put("job", "shop/" + instance.service);
    sorted.put("instance", instance.name);
    sorted.put("service_name", instance.service);
    sorted.put("service_namespace", "shop");
    sorted.put("service_version", "1.4.2");
    sorted.put("deployment_environment_name", "production");
    for (int i = 0; i < point.size(); i += 2) {
      sorted.put(point.get(i).replace('.', '_'), point.get(i + 1));
    }
    if (!le.isEmpty()) {
      sorted.put("le", le);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      for (Map.Entry<String, String> label : sorted.entrySet()) {
        ByteString key = ByteString.copyFromUtf8(label.getKey());
        ByteString value = ByteString.copyFromUtf8(label.getValue());
        out.writeTag(LABELS, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(
            CodedOutputStream.computeBytesSize(1, key)
                + CodedOutputStream.computeBytesSize(2, value));
        out.writeBytes(1, key);
        out.writeBytes(2, value);
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public byte[] take() {
    try {
      request.flush();
      byte[] plain = bytes.toByteArray();
      bytes.reset();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.writeUInt32NoTag(plain.length);
      out.write((byte) LITERAL_4);
      out.writeFixed32NoTag(plain.length - 1);
      out.writeRawBytes(plain);
      out.flush();
      byte[] framed = bytes.toByteArray();
      bytes.reset();
      return framed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String contentType() {
    return "application/x-protobuf";
  }

  @Override
  public String encoding() {
    return "snappy";
  }
}
