package dev.clew.logstore.logql.eval;

/** Sizes of text. */
final class Utf8 {
  private Utf8() {}

  /** Bytes in UTF-8. */
  static int length(String text) {
    int length = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Both halves of a surrogate pair count 2.
      length += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
    }
    return length;
  }
}
