package dev.clew.storage.block.pattern;

import dev.clew.storage.bytes.Bytes;
import dev.clew.storage.text.ColourCodes;
import dev.clew.storage.text.TemplateSplitter;
import dev.clew.storage.text.WordBytes;
import java.util.Arrays;

/**
 * The words of a template, a variable counting as one, and what stands between them.
 *
 * @param ends behind each word
 * @param hashes of each word
 * @param skeleton hash of what stands between
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PatternWords(int[] starts, int[] ends, long[] hashes, long skeleton) {
  static final long VARIABLE = Bytes.hash(new byte[] {TemplateSplitter.SLOT}, 0, 1);

  static PatternWords of(byte[] template) {
    int[] starts = new int[template.length];
    int[] ends = new int[template.length];
    long[] hashes = new long[template.length];
    byte[] between = new byte[template.length];
    int length = 0;
    int words = 0;
    for (int at = 0; at < template.length; ) {
      int end = endOfWord(template, at);
      if (end == at) {
        // A colour code is between the words.
        int behind = Math.max(at + 1, ColourCodes.end(template, at, template.length));
        System.arraycopy(template, at, between, length, behind - at);
        length += behind - at;
        at = behind;
        continue;
      }
      between[length++] = TemplateSplitter.SLOT;
      starts[words] = at;
      ends[words] = end;
      hashes[words++] = Bytes.hash(template, at, end - at);
      at = end;
    }
    return new PatternWords(
        Arrays.copyOf(starts, words),
        Arrays.copyOf(ends, words),
        Arrays.copyOf(hashes, words),
        Bytes.hash(between, 0, length));
  }

  int count() {
    return hashes.length;
  }

  private static int endOfWord(byte[] template, int from) {
    if (template[from] == TemplateSplitter.SLOT) {
      return from + 1;
    }
    return WordBytes.endOfRun(template, from, template.length);
  }
}
