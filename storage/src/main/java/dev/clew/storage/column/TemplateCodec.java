package dev.clew.storage.column;

import dev.clew.storage.bytes.ByteInput;
import dev.clew.storage.bytes.ByteOutput;
import dev.clew.storage.bytes.Compression;
import dev.clew.storage.bytes.LongCodec;
import dev.clew.storage.column.slot.VariableEncoder;
import dev.clew.storage.column.slot.VariableNumbers;

/** The bytes of a text column that is divided into templates; {@code package-info} tells them. */
final class TemplateCodec {
  private TemplateCodec() {}

  static void write(ByteOutput out, TemplateSplit split) {
    int[] templateOfEntry = split.templateOfEntry();
    long[] numbers = new long[templateOfEntry.length];
    for (int entry = 0; entry < numbers.length; entry++) {
      numbers[entry] = templateOfEntry[entry];
    }
    LongCodec.write(out, numbers, numbers.length);
    VariableNumbers.Streams streams = new VariableNumbers.Streams();
    ByteOutput head = streams.head();
    head.varint(split.templates());
    head.varint(split.residual() + 1L);
    for (int template = 0; template < split.templates(); template++) {
      int length = split.end(template) - split.start(template);
      head.varint(split.count(template));
      head.varint(length);
      head.bytes(split.text(), split.start(template), length);
    }
    slots(streams, split);
    Compression.write(out, head.array(), 0, head.length());
    Compression.write(out, streams.strings().array(), 0, streams.strings().length());
    Compression.write(out, streams.planes().array(), 0, streams.planes().length());
    out.varint(streams.bits().length());
    out.bytes(streams.bits().array(), 0, streams.bits().length());
  }

  private static void slots(VariableNumbers.Streams streams, TemplateSplit split) {
    VariableEncoder encoder = new VariableEncoder(streams);
    int[] byTemplate = split.byTemplate();
    int first = 0;
    for (int template = 0; template < split.templates(); template++) {
      int behind = first + split.count(template);
      for (int slot = 0; slot < split.slots(template); slot++) {
        encoder.reset(split.column().bytes(), behind - first);
        for (int i = first; i < behind; i++) {
          int entry = byTemplate[i];
          encoder.add(split.start(entry, slot), split.end(entry, slot));
        }
        encoder.write();
      }
      first = behind;
    }
  }

  static TemplateText read(ByteInput in, int entries, int mostBytes) {
    long[] numbers = LongCodec.read(in, entries);
    byte[] head = Compression.read(in, mostBytes);
    Compression.Packed strings = Compression.skip(in, mostBytes);
    Compression.Packed planes = Compression.skip(in, mostBytes);
    byte[] bits = in.bytes(in.count(in.remaining()));
    return TemplateText.read(numbers, head, strings, planes, bits);
  }
}
