package dev.clew.storage.upkeep;

import java.io.IOException;

/** A store that keeps days and can let go of one before its time. Thread-safe. */
public interface Expiring {
  /**
   * When the retention ends that ends next and may be cut short, in nanoseconds since the Unix
   * epoch; {@link Long#MAX_VALUE} when there is nothing to drop. The newest day never is.
   */
  long nextExpiryNanos();

  /**
   * The beginning of the newest day that there is, in milliseconds since the Unix epoch; {@link
   * Long#MIN_VALUE} when there is none.
   */
  long newestMillis();

  /**
   * Drops what would expire next.
   *
   * @param why for people
   * @return its bytes; 0 when there is nothing to drop
   */
  long dropNext(String why) throws IOException;
}
