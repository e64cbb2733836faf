package dev.clew.collector.otlp;

import dev.clew.collector.json.JsonReader;
import dev.clew.collector.otlp.JsonMessage.Field;
import dev.clew.model.otlp.ProtoWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads texts, numbers and IDs of OTLP/JSON and writes them as protobuf. */
final class JsonScalars {
  /** Longer than any number that means something, also with an exponent. */
  private static final int LONGEST_NUMBER = 400;

  /** As much of a wrong ID as is kept to be quoted. */
  private static final int LONGEST_ID = 64;

  private static final BigInteger LEAST_LONG = BigInteger.valueOf(Long.MIN_VALUE);

  private final JsonReader json;
  private final ProtoWriter out;
  private final byte[] scratch = new byte[LONGEST_NUMBER];

  JsonScalars(JsonReader json, ProtoWriter out) {
    this.json = json;
    this.out = out;
  }

  /**
   * Reads and writes a field. A value that protobuf takes for granted is not written.
   *
   * @param mostBytes of a text, of which one byte more is written
   * @return its length in bytes when it is a text or bytes
   */
  long value(Field field, int mostBytes) {
    switch (field.form) {
      case TEXT -> {
        return text(field, mostBytes);
      }
      case BYTES -> {
        return bytes(field, mostBytes);
      }
      case ID -> id(field);
      case BOOL -> varint(field, json.bool(field.name) ? 1 : 0);
      case DOUBLE -> fixed64(field, Double.doubleToRawLongBits(real(field)));
      case FIXED_64, SIGNED_FIXED_64 -> fixed64(field, whole(field));
      case FIXED_32 -> fixed32(field, (int) whole(field));
      case ENUM -> varint(field, enumNumber(field));
      case SIGNED_64, UNSIGNED_64, SIGNED_32, UNSIGNED_32, ZIGZAG_32 -> varint(field, whole(field));
      case MESSAGE -> throw new IllegalStateException("BUG: a message is no scalar");
    }
    return 0;
  }

  /** Reads a number and writes it without a tag. */
  void packed(Field field) {
    switch (field.form) {
      case DOUBLE -> out.rawFixed64(Double.doubleToRawLongBits(real(field)));
      case FIXED_64, SIGNED_FIXED_64 -> out.rawFixed64(whole(field));
      case UNSIGNED_64 -> out.varint(whole(field));
      default -> throw new IllegalStateException("BUG: OTLP has no packed " + field.form);
    }
  }

  private void varint(Field field, long value) {
    if (value != 0 || field.explicit) {
      out.tag(field.number, ProtoWriter.VARINT);
      out.varint(value);
    }
  }

  private void fixed64(Field field, long bits) {
    if (bits != 0 || field.explicit) {
      out.fixed64(field.number, bits);
    }
  }

  private void fixed32(Field field, int bits) {
    if (bits != 0 || field.explicit) {
      out.tag(field.number, 5);
      for (int shift = 0; shift < 32; shift += 8) {
        out.raw(bits >>> shift);
      }
    }
  }

  private long text(Field field, int mostBytes) {
    int begin = out.open(field.number);
    long length = json.text(field.name, out, oneMore(mostBytes));
    close(field, begin);
    return length;
  }

  private void close(Field field, int begin) {
    if (out.size() == begin && !field.explicit && !field.repeated) {
      out.truncate(begin - ProtoWriter.sizeOfOpen(field.number));
    } else {
      out.closeCompact(begin);
    }
  }

  private static int oneMore(int most) {
    return most == Integer.MAX_VALUE ? most : most + 1;
  }

  /** Base64 of either alphabet, with or without padding. */
  private long bytes(Field field, int mostBytes) {
    int begin = out.open(field.number);
    long mostText = Math.min(Integer.MAX_VALUE, (mostBytes + 2L) / 3 * 4 + 4);
    long length = json.text(field.name, out, (int) mostText);
    int written = out.size() - begin;
    if (!Base64Text.isWhole(out.array(), begin, written)) {
      throw json.malformed(field.name, "base64");
    }
    int decoded = Base64Text.decode(out.array(), begin, written);
    if (decoded < 0) {
      throw json.malformed(field.name, "base64");
    }
    out.truncate(begin + decoded);
    close(field, begin);
    return length > written ? length / 4 * 3 : decoded;
  }

  /**
   * Hexadecimal digits. What is none is written as it is, with a length that no ID has: the check
   * finds it, and knows what becomes of the record.
   */
  private void id(Field field) {
    int digits = field.digits();
    int length = json.text(field.name, scratch);
    if (length == 0) {
      return;
    }
    if (length != digits || !decodeHex(length)) {
      int kept = length < 0 ? LONGEST_ID : Math.min(LONGEST_ID, length);
      if (kept == digits / 2) {
        scratch[kept++] = ' ';
      }
      out.bytes(field.number, scratch, 0, kept);
      return;
    }
    out.bytes(field.number, scratch, 0, digits / 2);
  }

  private boolean decodeHex(int length) {
    for (int i = 0; i < length; i++) {
      if (Character.digit((char) (scratch[i] & 0xff), 16) < 0) {
        return false;
      }
    }
    for (int i = 0; i < length; i += 2) {
      int high = Character.digit((char) scratch[i], 16);
      scratch[i / 2] = (byte) ((high << 4) | Character.digit((char) scratch[i + 1], 16));
    }
    return true;
  }

  private String number(Field field, String expected) {
    JsonReader.Kind kind = json.kind();
    if (kind != JsonReader.Kind.NUMBER && kind != JsonReader.Kind.STRING) {
      throw json.malformed(field.name, expected);
    }
    int length = json.number(field.name, scratch);
    if (length < 0) {
      throw json.malformed(field.name, expected);
    }
    return new String(scratch, 0, length, StandardCharsets.UTF_8);
  }

  private double real(Field field) {
    String text = number(field, "a number");
    try {
      return switch (text) {
        case "NaN" -> Double.NaN;
        case "Infinity" -> Double.POSITIVE_INFINITY;
        case "-Infinity" -> Double.NEGATIVE_INFINITY;
        default -> Double.parseDouble(text);
      };
    } catch (NumberFormatException e) {
      throw json.malformed(field.name + " \"" + shortened(text) + "\"", "a number");
    }
  }

  /** Of any integer type; unsigned ones come back with their bits. */
  private long whole(Field field) {
    Long small = smallInteger(field);
    BigInteger number = small != null ? null : bigInteger(field);
    boolean unsigned =
        switch (field.form) {
          case UNSIGNED_64, UNSIGNED_32, FIXED_64, FIXED_32 -> true;
          default -> false;
        };
    int bits =
        switch (field.form) {
          case SIGNED_32, ZIGZAG_32, UNSIGNED_32, FIXED_32 -> 32;
          default -> 64;
        };
    long value = small != null ? small : number == null ? 0 : number.longValue();
    if (small == null || bits == 32 || unsigned) {
      BigInteger exact = number != null ? number : BigInteger.valueOf(value);
      boolean fits =
          unsigned
              ? exact.signum() >= 0 && exact.bitLength() <= bits
              : exact.bitLength() < bits && exact.compareTo(LEAST_LONG) >= 0;
      if (!fits) {
        throw json.malformed(
            field.name + " " + exact,
            (unsigned ? "an unsigned " : "a signed ") + bits + "-bit integer");
      }
    }
    return field.form == JsonMessage.Form.ZIGZAG_32
        ? ((value << 1) ^ (value >> 31)) & 0xffff_ffffL
        : value;
  }

  private int length;

  /** The number when it is written plainly, as nearly all are; null when it is not. */
  private @Nullable Long smallInteger(Field field) {
    JsonReader.Kind kind = json.kind();
    if (kind != JsonReader.Kind.NUMBER && kind != JsonReader.Kind.STRING) {
      throw json.malformed(field.name, "an integer, as number or string");
    }
    length = json.number(field.name, scratch);
    int from = length > 0 && scratch[0] == '-' ? 1 : 0;
    if (length <= from || length - from > 18) {
      return null;
    }
    long value = 0;
    for (int i = from; i < length; i++) {
      int digit = scratch[i] - '0';
      if (digit < 0 || digit > 9) {
        return null;
      }
      value = 10 * value + digit;
    }
    return from == 0 ? value : -value;
  }

  /** The number that was read, which may be written as 1e3 or 1.0. */
  private BigInteger bigInteger(Field field) {
    if (length < 0) {
      throw json.malformed(field.name, "an integer, as number or string");
    }
    String text = new String(scratch, 0, length, StandardCharsets.UTF_8);
    try {
      BigDecimal number = new BigDecimal(text);
      if (Math.abs((long) number.scale()) <= LONGEST_NUMBER) {
        return number.toBigIntegerExact();
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Said below.
    }
    throw json.malformed(field.name + " " + shortened(text), "an integer");
  }

  private long enumNumber(Field field) {
    Long small = smallInteger(field);
    if (small != null) {
      return small.intValue();
    }
    String text = length < 0 ? "" : new String(scratch, 0, length, StandardCharsets.UTF_8);
    Integer named = field.enumNumber(text);
    return named != null ? named : bigInteger(field).intValue();
  }

  private static String shortened(String text) {
    return text.length() <= 64 ? text : text.substring(0, 64) + "…";
  }
}
