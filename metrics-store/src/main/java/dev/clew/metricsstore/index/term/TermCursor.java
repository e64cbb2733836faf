package dev.clew.metricsstore.index.term;

/** The values of one label in ascending order of their UTF-8 bytes. Used by one thread. */
public interface TermCursor {
  /** A label without values. */
  TermCursor EMPTY =
      new TermCursor() {
        @Override
        public boolean next() {
          return false;
        }

        @Override
        public byte[] value() {
          throw new IllegalStateException("BUG: no value");
        }

        @Override
        public int series() {
          throw new IllegalStateException("BUG: no value");
        }
      };

  /** Goes to the next value; false at the end. */
  boolean next();

  /** The current value as UTF-8. Not to be changed. */
  byte[] value();

  /** The length of the current value in bytes. */
  default int length() {
    return value().length;
  }

  /** How many of the series asked for have the value; at least 1. */
  int series();
}
