package dev.clew.model.otlp;

import dev.clew.model.Signal;
import java.io.ByteArrayOutputStream;

/**
 * Copies a request without some of its records: everything else is copied as it is, byte by byte;
 * only the lengths of the messages around a removed record change.
 */
final class RecordRemoval {
  private final byte[] bytes;
  private final int[] drops;
  private int nextDrop;

  private RecordRemoval(byte[] bytes, int[] drops) {
    this.bytes = bytes;
    this.drops = drops;
  }

  /**
   * @param drops begin (of the tag) and end of each record to be removed, in pairs, ascending
   */
  static byte[] without(Signal signal, byte[] bytes, int offset, int length, int[] drops) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(length);
    new RecordRemoval(bytes, drops).copy(WireSchema.request(signal), offset, offset + length, out);
    return out.toByteArray();
  }

  private void copy(WireSchema schema, int from, int to, ByteArrayOutputStream out) {
    ProtoCursor cursor = new ProtoCursor().reset(bytes, from, to - from);
    for (int fieldStart = from; cursor.next(); fieldStart = cursor.position()) {
      WireSchema.Field field = schema.field(cursor.field());
      int tagEnd = cursor.position();
      if (field == null || cursor.wireType() != ProtoCursor.BYTES) {
        cursor.skip();
        out.write(bytes, fieldStart, cursor.position() - fieldStart);
        continue;
      }
      int outer = cursor.enter();
      int begin = cursor.position();
      int end = cursor.limit();
      cursor.leave(outer);
      if (nextDrop == drops.length || drops[nextDrop] >= end) {
        out.write(bytes, fieldStart, end - fieldStart);
      } else if (drops[nextDrop] == fieldStart) {
        nextDrop += 2;
      } else {
        ByteArrayOutputStream content = new ByteArrayOutputStream(end - begin);
        copy(field.message(), begin, end, content);
        out.write(bytes, fieldStart, tagEnd - fieldStart);
        writeVarint(out, content.size());
        out.writeBytes(content.toByteArray());
      }
    }
  }

  private static void writeVarint(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest > 0x7f) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
