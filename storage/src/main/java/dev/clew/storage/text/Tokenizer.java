package dev.clew.storage.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Splits UTF-8 text into the tokens that are indexed, in lower case:
 *
 * <ul>
 *   <li>every word, cut after {@link #LONGEST} bytes; so a UUID is five of them;
 *   <li>of a run of a script without blanks each character together with the next one, and the last
 *       one alone: what begins with a character tells where it is;
 *   <li>an IPv4 address as one token, besides its parts;
 *   <li>three numbers with dots between them as one token, wherever they stand: {@code v1.22.3};
 *   <li>an IPv6 address as its 16 bytes, besides its parts.
 * </ul>
 *
 * Not thread-safe: the token's bytes are reused.
 */
public final class Tokenizer {
  /** Longer words (base64, minified code) are looked for by their beginning. */
  public static final int LONGEST = 64;

  /** From this length on hexadecimal tokens are taken for IDs, which the index keeps as hashes. */
  static final int ID_LENGTH = 8;

  private final byte[] token = new byte[LONGEST];
  private final long[] halves = new long[2];

  /** Takes the tokens one by one. */
  @FunctionalInterface
  public interface Sink {
    /**
     * @param bytes holds the token from 0 on, valid during the call only
     * @param id whether the token looks like an ID: eight hexadecimal digits or more, one of them a
     *     decimal digit
     */
    void token(byte[] bytes, int length, boolean id);

    /** An IPv6 address, its halves big-endian. */
    default void address(long high, long low) {}
  }

  public void tokenize(byte[] bytes, int from, int to, Sink sink) {
    int at = from;
    while (at < to) {
      byte b = bytes[at];
      if (b < 0) {
        at = beyondAscii(bytes, at, to, sink);
      } else if (WordBytes.isAsciiWord(b)) {
        int start = at;
        at = word(bytes, start, to, sink);
        if (at < to && bytes[at] == '.') {
          dotted(bytes, start, at, to, sink);
        } else if (at < to && bytes[at] == ':' && at - start <= 4) {
          address(bytes, from, to, start, sink);
        }
      } else {
        if (b == ':' && at + 1 < to && bytes[at + 1] == ':') {
          address(bytes, from, to, at, sink);
        }
        at = Math.max(at + 1, ColourCodes.end(bytes, at, to));
      }
    }
  }

  private int beyondAscii(byte[] bytes, int at, int to, Sink sink) {
    if (WordBytes.joining(bytes, at, to) > 0) {
      return word(bytes, at, to, sink);
    }
    int length = WordBytes.alone(bytes, at, to);
    return length > 0 ? pairs(bytes, at, at + length, to, sink) : at + 1;
  }

  /** Goes through a run of a script without blanks, whose first character ends at {@code end}. */
  private int pairs(byte[] bytes, int at, int end, int to, Sink sink) {
    int first = at;
    int second = end;
    while (true) {
      int behind = second + WordBytes.alone(bytes, second, to);
      emit(bytes, first, behind, sink);
      if (behind == second) {
        return behind;
      }
      first = second;
      second = behind;
    }
  }

  private void address(byte[] bytes, int from, int to, int at, Sink sink) {
    if (Addresses.v6(bytes, from, to, at, halves)) {
      sink.address(halves[0], halves[1]);
    }
  }

  private void dotted(byte[] bytes, int start, int end, int to, Sink sink) {
    if (WordBytes.isDigit(bytes[start])) {
      int ipEnd = WordBytes.ipEnd(bytes, to, start);
      if (ipEnd >= 0) {
        emit(bytes, start, ipEnd, sink);
      }
    }
    int versionEnd = WordBytes.versionEnd(bytes, start, end, to);
    if (versionEnd >= 0) {
      emit(bytes, start, versionEnd, sink);
    }
  }

  private int word(byte[] bytes, int from, int to, Sink sink) {
    int at = from;
    int length = 0;
    boolean hex = true;
    boolean digit = false;
    boolean ascii = true;
    while (at < to) {
      byte b = bytes[at];
      if (!WordBytes.isAsciiWord(b)) {
        int beyond = b < 0 ? WordBytes.joining(bytes, at, to) : 0;
        if (beyond == 0) {
          break;
        }
        ascii = false;
        at += beyond;
        continue;
      }
      at++;
      if (length < LONGEST) {
        token[length++] = WordBytes.lower(b);
      }
      hex &= WordBytes.isHex(b);
      digit |= WordBytes.isDigit(b);
    }
    if (ascii) {
      sink.token(token, length, hex && digit && length >= ID_LENGTH);
    } else {
      foldUnicode(bytes, from, at, sink);
    }
    return at;
  }

  private void foldUnicode(byte[] bytes, int from, int to, Sink sink) {
    byte[] folded =
        new String(bytes, from, to - from, StandardCharsets.UTF_8)
            .toLowerCase(Locale.ROOT)
            .getBytes(StandardCharsets.UTF_8);
    byte[] cut = folded.length <= LONGEST ? folded : Arrays.copyOf(folded, LONGEST);
    sink.token(cut, cut.length, false);
  }

  private void emit(byte[] bytes, int from, int to, Sink sink) {
    for (int i = from; i < to; i++) {
      token[i - from] = WordBytes.lower(bytes[i]);
    }
    sink.token(token, to - from, false);
  }

  /** Whether a token with this beginning may be kept as a hash. */
  public static boolean mayBeId(byte[] beginning) {
    for (byte b : beginning) {
      if (!WordBytes.isHex(b)) {
        return false;
      }
    }
    return true;
  }
}
