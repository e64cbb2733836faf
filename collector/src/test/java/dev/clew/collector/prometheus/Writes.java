package dev.clew.collector.prometheus;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Remote write requests as their specifications have them, written by hand. */
public final class Writes {
  private Writes() {}

  /** The fields of a message. */
  public interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  public static byte[] message(Fields... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      for (Fields part : parts) {
        part.write(out);
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static Fields nested(int field, Fields... parts) {
    return out -> out.writeByteArray(field, message(parts));
  }

  /** A {@code TimeSeries} of version 1. */
  public static Fields series(List<String> labels, Fields... points) {
    return nested(
        1,
        out -> {
          for (int i = 0; i < labels.size(); i += 2) {
            label(1, labels.get(i), labels.get(i + 1)).write(out);
          }
          for (Fields point : points) {
            point.write(out);
          }
        });
  }

  public static Fields label(int field, String name, String value) {
    return nested(
        field,
        out -> {
          out.writeString(1, name);
          out.writeString(2, value);
        });
  }

  /** A {@code Sample} of either version. */
  public static Fields sample(long timeMillis, double value) {
    return sample(timeMillis, 0, value);
  }

  public static Fields sample(long timeMillis, long startMillis, double value) {
    return nested(
        2,
        out -> {
          out.writeDouble(1, value);
          out.writeInt64(2, timeMillis);
          if (startMillis != 0) {
            out.writeInt64(3, startMillis);
          }
        });
  }

  /** An {@code Exemplar} of version 1. */
  public static Fields exemplar(long timeMillis, double value, String name, String text) {
    return nested(
        3,
        label(1, name, text),
        out -> {
          out.writeDouble(2, value);
          out.writeInt64(3, timeMillis);
        });
  }

  public static Fields metadata(int type, String family, String help, String unit) {
    return nested(
        3,
        out -> {
          out.writeEnum(1, type);
          out.writeString(2, family);
          out.writeString(4, help);
          out.writeString(5, unit);
        });
  }

  /** An integer histogram with two buckets of 1 and {@code count - 1}. */
  public static Fields histogram(int field, long timeMillis, long count) {
    return nested(
        field,
        out -> {
          out.writeUInt64(1, count);
          out.writeDouble(3, 4.5);
          out.writeSInt32(4, 3);
        },
        nested(11, out -> out.writeUInt32(2, 2)),
        nested(
            12,
            out -> {
              out.writeSInt64NoTag(1);
              out.writeSInt64NoTag(count - 2);
            }),
        out -> out.writeInt64(15, timeMillis));
  }

  /** Builds a request of version 2 with its table of symbols. */
  public static final class Symbols {
    private final List<String> symbols = new ArrayList<>(List.of(""));
    private final List<Fields> series = new ArrayList<>();

    public int of(String text) {
      int known = symbols.indexOf(text);
      if (known < 0) {
        symbols.add(text);
        known = symbols.size() - 1;
      }
      return known;
    }

    public Fields references(int field, String... texts) {
      int[] references = new int[texts.length];
      for (int i = 0; i < texts.length; i++) {
        references[i] = of(texts[i]);
      }
      return nested(
          field,
          out -> {
            for (int reference : references) {
              out.writeUInt32NoTag(reference);
            }
          });
    }

    public Symbols series(Fields labels, Fields... points) {
      Fields[] all = new Fields[points.length + 1];
      all[0] = labels;
      System.arraycopy(points, 0, all, 1, points.length);
      series.add(nested(5, all));
      return this;
    }

    public Fields exemplar(long timeMillis, double value, String... labels) {
      return nested(
          4,
          references(1, labels),
          out -> {
            out.writeDouble(2, value);
            out.writeInt64(3, timeMillis);
          });
    }

    public Fields metadata(int type, String help, String unit) {
      int helpReference = of(help);
      int unitReference = of(unit);
      return nested(
          5,
          out -> {
            out.writeEnum(1, type);
            out.writeUInt32(3, helpReference);
            out.writeUInt32(4, unitReference);
          });
    }

    public byte[] request() {
      return message(
          out -> {
            for (String symbol : symbols) {
              out.writeString(4, symbol);
            }
          },
          out -> {
            for (Fields one : series) {
              one.write(out);
            }
          });
    }
  }
}
