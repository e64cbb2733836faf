package dev.clew.model.otlp;

import dev.clew.model.Signal;

/**
 * Takes records and fields out of a request, in the array that it stands in: what is left moves up,
 * and the lengths of the messages around it change.
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
   * @param drops begin (of a tag) and end of what is to be removed, in pairs, ascending
   * @return the length of what is left
   */
  static int remove(Signal signal, byte[] bytes, int offset, int length, int[] drops) {
    RecordRemoval removal = new RecordRemoval(bytes, drops);
    return removal.move(WireSchema.request(signal), offset, offset + length, offset) - offset;
  }

  /**
   * Moves the fields of a message to an earlier place, without those that are dropped.
   *
   * @return the end of what was moved
   */
  private int move(WireSchema schema, int from, int to, int target) {
    int at = target;
    ProtoCursor cursor = new ProtoCursor().reset(bytes, from, to - from);
    for (int fieldStart = from; cursor.next(); fieldStart = cursor.position()) {
      WireSchema.Field field = schema.field(cursor.field());
      int tagEnd = cursor.position();
      cursor.skip();
      int end = cursor.position();
      if (nextDrop == drops.length || drops[nextDrop] >= end) {
        System.arraycopy(bytes, fieldStart, bytes, at, end - fieldStart);
        at += end - fieldStart;
      } else if (drops[nextDrop] <= fieldStart) {
        nextDrop += end == drops[nextDrop + 1] ? 2 : 0;
      } else if (field == null) {
        throw new IllegalStateException("BUG: a drop inside an unknown field");
      } else {
        at = shorten(field.message(), fieldStart, tagEnd, end, at);
      }
    }
    return at;
  }

  /** Moves a message with something to be dropped inside. */
  private int shorten(WireSchema schema, int fieldStart, int tagEnd, int end, int at) {
    int begin = tagEnd;
    while (bytes[begin++] < 0) {
      // The length goes on.
    }
    System.arraycopy(bytes, fieldStart, bytes, at, tagEnd - fieldStart);
    int lengthAt = at + tagEnd - fieldStart;
    int contentAt = lengthAt + begin - tagEnd;
    int contentEnd = move(schema, begin, end, contentAt);
    int length = contentEnd - contentAt;
    int shortest = ProtoWriter.sizeOfVarint(length);
    if (shortest < contentAt - lengthAt) {
      System.arraycopy(bytes, contentAt, bytes, lengthAt + shortest, length);
    }
    for (int i = 0, rest = length; i < shortest; i++, rest >>>= 7) {
      bytes[lengthAt + i] = (byte) (i == shortest - 1 ? rest : (rest & 0x7f) | 0x80);
    }
    return lengthAt + shortest + length;
  }
}
