package dev.clew.collector.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The bytes of a text with the current place in it, by line and column. */
final class JsonInput {
  /** What an operating system copies without pain. */
  private static final int BUFFER = 16 << 10;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int end;
  private boolean over;

  /** Bytes before the buffer. */
  private long passed;

  private long line = 1;

  /** The place at which the line begins, counted from the beginning of the text. */
  private long lineStart;

  JsonInput(InputStream in) {
    this.in = in;
    if (peek() == 0xef && end >= 3 && buffer[1] == (byte) 0xbb && buffer[2] == (byte) 0xbf) {
      position = 3; // a mark of UTF-8, which some editors write
    }
  }

  /** The byte at the current place, 0 to 255, or -1 at the end. */
  int peek() {
    return position < end || fill() ? buffer[position] & 0xff : -1;
  }

  /** The same, and goes on behind it. */
  int next() {
    return position < end || fill() ? buffer[position++] & 0xff : -1;
  }

  /** What is in the buffer from {@link #position} to {@link #end}; none at the end of the text. */
  byte[] buffer() {
    if (position == end) {
      fill();
    }
    return buffer;
  }

  int position() {
    return position;
  }

  int end() {
    return end;
  }

  /** Goes on to a place in the buffer. */
  void moveTo(int place) {
    position = place;
  }

  private boolean fill() {
    if (over) {
      return false;
    }
    passed += end;
    position = 0;
    end = 0;
    try {
      int read = in.readNBytes(buffer, 0, buffer.length);
      over = read < buffer.length;
      end = read;
      return read > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Passes over blanks; answers the byte that comes then, or -1. */
  int peekToken() {
    while (true) {
      int c = peek();
      switch (c) {
        case ' ', '\t', '\r' -> position++;
        case '\n' -> {
          position++;
          line++;
          lineStart = passed + position;
        }
        default -> {
          return c;
        }
      }
    }
  }

  /** Passes over a word. */
  void literal(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (peek() != word.charAt(i)) {
        throw malformed("expected " + word);
      }
      position++;
    }
    int c = peek();
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
      throw malformed("expected " + word);
    }
  }

  static String quoted(int c) {
    if (c < 0) {
      return "the end of the text";
    }
    return c > ' ' && c < 0x7f ? "\"" + (char) c + "\"" : "byte " + c;
  }

  MalformedJsonException malformed(String message) {
    long column = passed + position - lineStart + 1;
    return new MalformedJsonException(message + " at line " + line + " column " + column);
  }
}
