package dev.clew.metricsstore.http;

import dev.clew.metricsstore.series.SeriesListing;
import dev.clew.metricsstore.series.ValueListing;
import dev.clew.model.memory.QueryMemory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes lists of values and series as JSON, from the bytes in which the store has them: no text is
 * made of them, and a label that several series have is escaped once. Used by one thread.
 */
final class ListingJson {
  /** So much is collected before it is handed on. */
  private static final int PART = 16 << 10;

  /** The head of an array of bytes. */
  private static final int ARRAY_BYTES = 16;

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private final QueryMemory memory = QueryMemory.current();
  private final Map<String, byte[]> names = new HashMap<>();
  private byte[] buffer = new byte[2 * PART];
  private int size;

  ListingJson(OutputStream out) {
    this.out = out;
  }

  /** Writes at most so many values; whether there are more. */
  boolean values(ValueListing values, int limit) throws IOException {
    write('[');
    int written = 0;
    boolean more = values.next();
    while (more && written < limit) {
      if (written++ > 0) {
        write(',');
      }
      text(values.value());
      handOn();
      more = values.next();
    }
    write(']');
    return more;
  }

  /** Writes at most so many series; whether there are more. */
  boolean series(SeriesListing series, int limit) throws IOException {
    boolean held = memory.tryTake(8L * series.labelCount());
    byte @Nullable [] @Nullable [] known = held ? new byte[series.labelCount()][] : null;
    write('[');
    int written = 0;
    boolean more = series.next();
    while (more && written < limit) {
      if (written++ > 0) {
        write(',');
      }
      write('{');
      for (int i = 0; i < series.size(); i++) {
        if (i > 0) {
          write(',');
        }
        label(series, series.label(i), known);
      }
      write('}');
      handOn();
      more = series.next();
    }
    write(']');
    return more;
  }

  /**
   * @param known by label: how it is written, null for one that was not yet; or null where there is
   *     no memory for it
   */
  private void label(SeriesListing series, int label, byte @Nullable [] @Nullable [] known) {
    if (known == null || !series.isShared(label)) {
      label(series, label);
      return;
    }
    byte[] before = known[label];
    if (before != null) {
      write(before);
      return;
    }
    int from = size;
    label(series, label);
    if (memory.tryTake(size - from + ARRAY_BYTES)) {
      known[label] = Arrays.copyOfRange(buffer, from, size);
    }
  }

  private void label(SeriesListing series, int label) {
    String name = series.name(label);
    byte[] before = names.get(name);
    if (before == null) {
      int from = size;
      text(name.getBytes(StandardCharsets.UTF_8));
      write(':');
      if (memory.tryTake(2L * (size - from) + 4 * ARRAY_BYTES)) {
        names.put(name, Arrays.copyOfRange(buffer, from, size));
      }
    } else {
      write(before);
    }
    text(series.value(label));
  }

  private void text(byte[] utf8) {
    reserve(6 * utf8.length + 2);
    byte[] to = buffer;
    int at = size;
    to[at++] = '"';
    for (byte b : utf8) {
      if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
        at = escape(b, to, at);
      } else {
        to[at++] = b;
      }
    }
    to[at++] = '"';
    size = at;
  }

  private static int escape(byte b, byte[] to, int from) {
    int at = from;
    to[at++] = '\\';
    char letter =
        switch (b) {
          case '\b' -> 'b';
          case '\t' -> 't';
          case '\n' -> 'n';
          case '\f' -> 'f';
          case '\r' -> 'r';
          case '"', '\\' -> (char) b;
          default -> 'u';
        };
    to[at++] = (byte) letter;
    if (letter == 'u') {
      to[at++] = '0';
      to[at++] = '0';
      to[at++] = HEX[b >> 4];
      to[at++] = HEX[b & 0xf];
    }
    return at;
  }

  private void write(char ascii) {
    reserve(1);
    buffer[size++] = (byte) ascii;
  }

  private void write(byte[] bytes) {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
  }

  private void reserve(int more) {
    if (more > buffer.length - size) {
      buffer = Arrays.copyOf(buffer, Math.max(size + more, buffer.length * 2));
    }
  }

  private void handOn() throws IOException {
    if (size >= PART) {
      flush();
    }
  }

  /** Hands on what is collected. */
  void flush() throws IOException {
    out.write(buffer, 0, size);
    size = 0;
  }
}
