package dev.clew.collector.json;

import dev.clew.model.otlp.ProtoWriter;
import org.jspecify.annotations.Nullable;

/**
 * Decodes texts: what stands between quotes, with its escapes resolved, as UTF-8. Halves of
 * surrogate pairs that stand alone become U+FFFD, as they are no characters.
 */
final class JsonText {
  private static final int REPLACEMENT = 0xfffd;

  private final JsonInput in;

  // Where the text that is being read goes to: one of the two, or nowhere.
  private @Nullable ProtoWriter out;
  private byte @Nullable [] array;
  private int most;
  private long length;

  JsonText(JsonInput in) {
    this.in = in;
  }

  /** Writes the text behind the opening quote; answers how many bytes it has in all. */
  long write(ProtoWriter to, int atMost) {
    out = to;
    array = null;
    most = atMost;
    read();
    out = null;
    return length;
  }

  /** Answers the length, or -1 when the text does not fit. */
  int scratch(byte[] into) {
    out = null;
    array = into;
    most = into.length;
    read();
    array = null;
    return length > most ? -1 : (int) length;
  }

  /** Passes over the text. */
  void pass() {
    most = 0;
    read();
  }

  private void read() {
    length = 0;
    while (true) {
      byte[] buffer = in.buffer();
      int from = in.position();
      int to = from;
      int end = in.end();
      while (to < end && buffer[to] >= ' ' && buffer[to] != '"' && buffer[to] != '\\') {
        to++;
      }
      put(buffer, from, to - from);
      in.moveTo(to);
      if (to == end) {
        if (in.peek() < 0) {
          throw in.malformed("unexpected end-of-input in a string");
        }
        continue;
      }
      int c = in.next();
      if (c == '"') {
        return;
      } else if (c == '\\') {
        escape();
      } else if (c >= 0x80) {
        put(character(c));
      } else {
        throw in.malformed("byte " + c + " in a string (expected: an escape)");
      }
    }
  }

  private void put(byte[] bytes, int from, int count) {
    int taken = (int) Math.min(count, Math.max(0, most - length));
    if (taken > 0) {
      ProtoWriter writer = out;
      byte[] target = array;
      if (writer != null) {
        writer.append(bytes, from, taken);
      } else if (target != null) {
        System.arraycopy(bytes, from, target, (int) length, taken);
      }
    }
    length += count;
  }

  private final byte[] encoded = new byte[4];

  /** Writes a character whole or not at all. */
  private void put(int character) {
    int count;
    if (character < 0x80) {
      encoded[0] = (byte) character;
      count = 1;
    } else if (character < 0x800) {
      encoded[0] = (byte) (0xc0 | (character >>> 6));
      encoded[1] = tail(character);
      count = 2;
    } else if (character < 0x10000) {
      encoded[0] = (byte) (0xe0 | (character >>> 12));
      encoded[1] = tail(character >>> 6);
      encoded[2] = tail(character);
      count = 3;
    } else {
      encoded[0] = (byte) (0xf0 | (character >>> 18));
      encoded[1] = tail(character >>> 12);
      encoded[2] = tail(character >>> 6);
      encoded[3] = tail(character);
      count = 4;
    }
    if (length + count > most && length < most) {
      length = most; // what follows is beyond it, too
    }
    put(encoded, 0, count);
  }

  private static byte tail(int bits) {
    return (byte) (0x80 | (bits & 0x3f));
  }

  private void escape() {
    int c = in.next();
    switch (c) {
      case '"', '\\', '/' -> put(c);
      case 'b' -> put('\b');
      case 'f' -> put('\f');
      case 'n' -> put('\n');
      case 'r' -> put('\r');
      case 't' -> put('\t');
      case 'u' -> unicode(unit());
      default -> throw in.malformed("the escape \\" + JsonInput.quoted(c));
    }
  }

  private void unicode(int first) {
    int unit = first;
    while (Character.isHighSurrogate((char) unit)) {
      if (in.peek() != '\\') {
        put(REPLACEMENT);
        return;
      }
      in.next();
      if (in.peek() != 'u') {
        put(REPLACEMENT);
        escape();
        return;
      }
      in.next();
      int second = unit();
      if (Character.isLowSurrogate((char) second)) {
        put(Character.toCodePoint((char) unit, (char) second));
        return;
      }
      put(REPLACEMENT);
      unit = second;
    }
    put(Character.isLowSurrogate((char) unit) ? REPLACEMENT : unit);
  }

  private int unit() {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(in.next(), 16);
      if (digit < 0) {
        throw in.malformed("an escape \\u without four hexadecimal digits");
      }
      unit = (unit << 4) | digit;
    }
    return unit;
  }

  /** The rest of a character of several bytes, by the table of RFC 3629, 4. */
  private int character(int lead) {
    if (lead >= 0xc2 && lead <= 0xdf) {
      return ((lead & 0x1f) << 6) | continuation(0x80, 0xbf);
    }
    if (lead >= 0xe0 && lead <= 0xef) {
      int least = lead == 0xe0 ? 0xa0 : 0x80;
      int greatest = lead == 0xed ? 0x9f : 0xbf;
      int second = continuation(least, greatest);
      return ((lead & 0x0f) << 12) | (second << 6) | continuation(0x80, 0xbf);
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
      int least = lead == 0xf0 ? 0x90 : 0x80;
      int greatest = lead == 0xf4 ? 0x8f : 0xbf;
      int second = continuation(least, greatest);
      int third = continuation(0x80, 0xbf);
      return ((lead & 0x07) << 18) | (second << 12) | (third << 6) | continuation(0x80, 0xbf);
    }
    throw in.malformed("not UTF-8");
  }

  private int continuation(int least, int greatest) {
    int c = in.next();
    if (c < least || c > greatest) {
      throw in.malformed("not UTF-8");
    }
    return c & 0x3f;
  }
}
