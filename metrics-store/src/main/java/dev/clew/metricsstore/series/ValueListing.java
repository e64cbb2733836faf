package dev.clew.metricsstore.series;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/**
 * Values of a label, each once, ascending by their UTF-8 bytes, gone through once: so that an
 * answer can be written while they are read. Used by one thread, which closes it.
 */
public interface ValueListing extends AutoCloseable {
  /** Goes to the next value; false at the end. */
  boolean next();

  /** The current value as UTF-8. Not to be changed. */
  byte[] value();

  @Override
  void close();

  /** Those of a list. */
  static ValueListing of(List<String> values) {
    Iterator<String> rest = values.iterator();
    return new ValueListing() {
      private byte[] value = new byte[0];

      @Override
      public boolean next() {
        if (!rest.hasNext()) {
          return false;
        }
        value = rest.next().getBytes(StandardCharsets.UTF_8);
        return true;
      }

      @Override
      public byte[] value() {
        return value;
      }

      @Override
      public void close() {}
    };
  }
}
