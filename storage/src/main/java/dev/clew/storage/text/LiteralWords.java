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
    // Behind a code that the literal cuts off no word goes on.
    int end = ColourCodes.unfinished(bytes);
    boolean cutEnd = !endBound && end == bytes.length;
    int code = mayBeCode(end);
    if (end == 0 || code == end) {
      return;
    }
    int from = startBound ? 0 : WordBytes.endOfWord(bytes, 0, end);
    int cut = 0;
    if (code > 0) {
      // The word that goes on behind the code may begin there.
      cut = from >= code ? code : end;
      from = WordBytes.endOfWord(bytes, code, end);
    }
    int last = cutEnd ? WordBytes.startOfWord(bytes, 0, end) : end;
    if (last < from) {
      part(Place.INSIDE, cut, end);
      return;
    }
    part(Place.END, cut, from);
    part(Place.BEGINNING, last, end);
    int whole = last;
    if (last == end) {
      whole = Math.max(from, WordBytes.startOfAlone(bytes, 0, end));
      pairs(whole, end);
    }
    if (from < whole) {
      new Tokenizer().tokenize(bytes, from, whole, this::whole);
    }
  }

  /** How much at the start of the literal may be a part of a colour code that began before it. */
  private int mayBeCode(int end) {
    if (startBound && WordBytes.joinsAt(bytes, 0, end)) {
      return 0; // no word begins in a code
    }
    int code = Math.min(end, ColourCodes.tail(bytes));
    boolean endsWord = endBound && WordBytes.joinsBefore(bytes, 0, end);
    return code == end && endsWord ? 0 : code;
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
    if (start >= end) {
      return;
    }
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
