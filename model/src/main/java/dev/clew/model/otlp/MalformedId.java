package dev.clew.model.otlp;

import java.nio.charset.StandardCharsets;

/** Words for an ID that has not the size of one. */
final class MalformedId {
  /** As much of it as people read: a UUID, or the digits of an ID. */
  private static final int LONGEST_QUOTE = 40;

  private MalformedId() {}

  /** Quotes what looks like text: mostly digits that were not decoded. */
  static String describe(
      WireSchema schema, WireSchema.Field field, byte[] array, int from, int end, int size) {
    String what = schema + "." + field.name() + ": ";
    for (int i = from; i < end; i++) {
      if (array[i] < ' ' || array[i] == 0x7f) {
        return what + (end - from) + " bytes (expected: " + size + ")";
      }
    }
    int to = Math.min(end, from + LONGEST_QUOTE);
    String text = new String(array, from, to - from, StandardCharsets.US_ASCII).strip();
    return what + '"' + text + (to < end ? "…" : "") + "\" (expected: " + size + " bytes)";
  }
}
