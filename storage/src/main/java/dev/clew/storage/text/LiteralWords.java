package dev.clew.storage.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * What the {@link Tokenizer} finds in every text that holds a literal. The literal may begin and
 * end within a word; inside of it the words are whole.
 */
public final class LiteralWords {
  /** Where the part of a word stands in the literal. */
  public enum Place {
    /** A word of the text begins with it. */
    BEGINNING,
    /** A word of the text ends with it. */
    END,
    /** A word of the text holds it. */
    INSIDE
  }

  /** Takes what is found. */
  public interface Sink extends Tokenizer.Sink {
    /**
     * A part of a word that is no ID.
     *
     * @param part in lower case
     */
    void part(Place place, byte[] part);
  }

  private final byte[] bytes;
  private final boolean startBound;
  private final boolean endBound;
  private final Sink sink;

  private LiteralWords(byte[] bytes, boolean startBound, boolean endBound, Sink sink) {
    this.bytes = bytes;
    this.startBound = startBound;
    this.endBound = endBound;
    this.sink = sink;
  }

  /**
   * @param startBound whether a word at the start of the literal begins there in the text, too
   * @param endBound whether a word at the end of the literal ends there in the text, too
   */
  public static void find(String literal, boolean startBound, boolean endBound, Sink sink) {
    byte[] bytes = literal.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0) {
      new LiteralWords(bytes, startBound, endBound, sink).find();
    }
  }

  private void find() {
    int end = bytes.length;
    int from = startBound ? 0 : WordBytes.endOfWord(bytes, 0, end);
    int to = endBound ? end : WordBytes.startOfWord(bytes, 0, end);
    if (from == end && to == 0) {
      part(Place.INSIDE, 0, end);
      return;
    }
    if (from > 0) {
      part(Place.END, 0, from);
    }
    if (to < end) {
      part(Place.BEGINNING, to, end);
    }
    if (to == end) {
      to = WordBytes.startOfAlone(bytes, 0, end);
      pairs(to, end);
    }
    if (from < to) {
      new Tokenizer().tokenize(bytes, from, to, this::whole);
    }
  }

  /** A run of a script without blanks may go on behind the literal, so its last is no last one. */
  private void pairs(int from, int end) {
    int first = from;
    int second = first + WordBytes.alone(bytes, first, end);
    if (first < end && second == end) {
      part(Place.BEGINNING, first, end);
    }
    while (second < end) {
      int behind = second + WordBytes.alone(bytes, second, end);
      sink.token(Arrays.copyOfRange(bytes, first, behind), behind - first, false);
      first = second;
      second = behind;
    }
  }

  private void whole(byte[] token, int length, boolean id) {
    if (!hasSigma(token, 0, length)) {
      sink.token(token, length, id);
    }
  }

  /** Tells nothing of what may be a part of an ID, which is kept as a hash. */
  private void part(Place place, int start, int end) {
    byte[] part = Arrays.copyOfRange(bytes, start, end);
    if (!Tokenizer.mayBeId(part) && !hasSigma(part, 0, part.length)) {
      sink.part(place, part);
    }
  }

  /** The lower case of a Greek sigma depends on what stands behind it, so a part has another. */
  static boolean hasSigma(byte[] bytes, int from, int to) {
    for (int i = from; i + 1 < to; i++) {
      if ((bytes[i] & 0xFF) == 0xCF && ((bytes[i + 1] & 0xFE) == 0x82)) {
        return true; // U+03C2 or U+03C3
      }
    }
    return false;
  }
}
