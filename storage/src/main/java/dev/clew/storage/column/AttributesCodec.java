package dev.clew.storage.column;

import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import dev.clew.storage.bytes.ByteInput;
import dev.clew.storage.bytes.ByteOutput;
import dev.clew.storage.bytes.CorruptBlockException;
import java.util.ArrayList;
import java.util.List;

/**
 * Shared attributes: a varint of their number; each a string (its key), a byte (its kind) and its
 * value: 0 string, 1 zigzag varint, 2 eight bytes of a double, 3 one byte, 4 base64 string of
 * bytes, 5 a varint and values, 6 attributes, 7 nothing.
 */
final class AttributesCodec {
  /** Values nest no deeper where they come from ({@code AnyValues.DEEPEST}). */
  private static final int DEEPEST = 40;

  private AttributesCodec() {}

  static void write(ByteOutput out, Attributes attributes) {
    out.varint(attributes.size());
    for (Attribute attribute : attributes) {
      out.string(attribute.key());
      write(out, attribute.value());
    }
  }

  private static void write(ByteOutput out, AttributeValue value) {
    switch (value) {
      case AttributeValue.Text text -> {
        out.u8(0);
        out.string(text.value());
      }
      case AttributeValue.Whole whole -> {
        out.u8(1);
        out.zigzag(whole.value());
      }
      case AttributeValue.Real real -> {
        out.u8(2);
        out.u64(Double.doubleToRawLongBits(real.value()));
      }
      case AttributeValue.Bool bool -> {
        out.u8(3);
        out.u8(bool.value() ? 1 : 0);
      }
      case AttributeValue.Bytes bytes -> {
        out.u8(4);
        out.string(bytes.base64());
      }
      case AttributeValue.Items items -> {
        out.u8(5);
        out.varint(items.values().size());
        items.values().forEach(item -> write(out, item));
      }
      case AttributeValue.Entries entries -> {
        out.u8(6);
        write(out, entries.attributes());
      }
      case AttributeValue.Empty empty -> out.u8(7);
    }
  }

  static Attributes read(ByteInput in) {
    return read(in, 0);
  }

  private static Attributes read(ByteInput in, int depth) {
    int count = in.count(in.remaining());
    List<Attribute> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(new Attribute(in.string(), value(in, depth)));
    }
    return new Attributes(entries);
  }

  private static AttributeValue value(ByteInput in, int depth) {
    if (depth > DEEPEST) {
      throw new CorruptBlockException("attributes nested too deeply", in.position());
    }
    int kind = in.u8();
    return switch (kind) {
      case 0 -> AttributeValue.of(in.string());
      case 1 -> AttributeValue.of(in.zigzag());
      case 2 -> AttributeValue.of(Double.longBitsToDouble(in.u64()));
      case 3 -> AttributeValue.of(in.u8() != 0);
      case 4 -> new AttributeValue.Bytes(in.string());
      case 5 -> {
        int count = in.count(in.remaining());
        List<AttributeValue> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          values.add(value(in, depth + 1));
        }
        yield new AttributeValue.Items(values);
      }
      case 6 -> new AttributeValue.Entries(read(in, depth + 1));
      case 7 -> AttributeValue.Empty.INSTANCE;
      default -> throw new CorruptBlockException("attribute kind " + kind, in.position());
    };
  }
}
