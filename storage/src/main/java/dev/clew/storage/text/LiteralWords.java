package dev.clew.storage.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * What the {@link Tokenizer} finds in every text that holds a literal. The literal may begin and
 * end within a word; inside of it the words are whole. What could lie within a UUID of the text,
 * whose parts are no tokens, tells nothing.
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
  private int from;
  private int to;

  private LiteralWords(byte[] bytes, boolean startBound, boolean endBound, Sink sink) {
    this.bytes = bytes;
    this.startBound = startBound;
    this.endBound = endBound;
    this.sink = sink;
    this.to = bytes.length;
  }

  /**
   * @param startBound whether a word at the start of the literal begins there in the text, too, and
   *     is no part of a UUID
   * @param endBound the same of its end
   */
  public static void find(String literal, boolean startBound, boolean endBound, Sink sink) {
    byte[] bytes = literal.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0) {
      new LiteralWords(bytes, startBound, endBound, sink).find();
    }
  }

  private void find() {
    int end = bytes.length;
    boolean cutStart = !startBound && WordBytes.isWord(bytes[0]);
    boolean cutEnd = !endBound && WordBytes.isWord(bytes[end - 1]);
    if (cutStart) {
      while (from < end && WordBytes.isWord(bytes[from])) {
        from++;
      }
    }
    if (cutEnd) {
      while (to > 0 && WordBytes.isWord(bytes[to - 1])) {
        to--;
      }
    }
    if (cutStart && cutEnd && from == end) {
      part(Place.INSIDE, 0, end);
      return;
    }
    if (cutStart) {
      part(Place.END, 0, from);
    }
    if (cutEnd) {
      part(Place.BEGINNING, to, end);
    }
    leaveOutUuids();
    if (from < to) {
      new Tokenizer()
          .tokenize(
              bytes,
              from,
              to,
              (token, length, id) -> {
                if (!hasSigma(token, 0, length)) {
                  sink.token(token, length, id);
                }
              });
    }
  }

  /** Leaves out what may be the end or the beginning of a UUID. */
  private void leaveOutUuids() {
    int end = bytes.length;
    if (!startBound || !WordBytes.isWord(bytes[0])) {
      int chain = 0;
      while (chain < end && isUuidPart(bytes[chain])) {
        chain++;
      }
      from = Math.max(from, chain == end ? end : wordStart(chain));
    }
    if (!endBound || !WordBytes.isWord(bytes[end - 1])) {
      int chain = end;
      while (chain > 0 && isUuidPart(bytes[chain - 1])) {
        chain--;
      }
      to = Math.min(to, chain == 0 ? 0 : wordEnd(chain));
    }
  }

  private static boolean isUuidPart(byte b) {
    return WordBytes.isHex(b) || b == '-';
  }

  /** A word that is not all hexadecimal digits is no part of a UUID. */
  private int wordStart(int at) {
    int start = at;
    if (WordBytes.isWord(bytes[at])) {
      while (start > 0 && WordBytes.isWord(bytes[start - 1])) {
        start--;
      }
    }
    return start;
  }

  private int wordEnd(int at) {
    int end = at;
    if (WordBytes.isWord(bytes[at - 1])) {
      while (end < bytes.length && WordBytes.isWord(bytes[end])) {
        end++;
      }
    }
    return end;
  }

  /** Tells nothing of what may be a part of an ID, which is kept as a hash. */
  private void part(Place place, int start, int end) {
    byte[] part = Arrays.copyOfRange(bytes, start, end);
    if (!Tokenizer.mayBeId(part) && !hasSigma(part, 0, part.length)) {
      sink.part(place, part);
    }
  }

  /** The lower case of a Greek sigma depends on what stands behind it, so a part has another. */
  private static boolean hasSigma(byte[] bytes, int from, int to) {
    for (int i = from; i + 1 < to; i++) {
      if ((bytes[i] & 0xFF) == 0xCF && ((bytes[i + 1] & 0xFE) == 0x82)) {
        return true; // U+03C2 or U+03C3
      }
    }
    return false;
  }
}
