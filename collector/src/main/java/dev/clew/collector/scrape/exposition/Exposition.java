package dev.clew.collector.scrape.exposition;

import java.util.List;

/**
 * A body being read, entry by entry. What the accessors answer belongs to the entry that {@link
 * #next} answered last. Strings are made only when asked for: a series that was seen before is
 * recognised by the bytes of its {@linkplain #keyArray key}.
 *
 * <p>Not thread-safe.
 */
public interface Exposition {
  /** What stands at the current place. */
  enum Entry {
    /** {@link #family} and {@link #text}: the type of a family. */
    TYPE,
    /** {@link #family} and {@link #text}: its description. */
    HELP,
    /** {@link #family} and {@link #text}: its unit. */
    UNIT,
    /** A float sample. */
    SERIES,
    /** A native histogram. */
    HISTOGRAM,
    END
  }

  /** Takes labels one by one, {@code __name__} first. */
  @FunctionalInterface
  interface LabelSink {
    void label(String name, String value);
  }

  /** NaN as Prometheus stores it when it is no stale marker. */
  double NORMAL_NAN = Double.longBitsToDouble(0x7ff8000000000001L);

  /**
   * Goes to the next entry.
   *
   * @throws ExpositionException naming the place of what is malformed
   */
  Entry next();

  /** Name of a metric family. */
  String family();

  /** Type (as OpenMetrics spells it, {@code unknown} included), description or unit. */
  String text();

  /** Holds the bytes that tell this series from the others of this body. */
  byte[] keyArray();

  int keyOffset();

  int keyLength();

  /** Hands out the labels of the series. */
  void labels(LabelSink sink);

  double value();

  /** Prometheus' {@code Histogram} message of remote write, without a timestamp. */
  byte[] histogram();

  /** Whether the target gave the sample a time of its own. */
  boolean hasTimestamp();

  long timestampMillis();

  /** When the counter began; 0 when that is not known. */
  long startMillis();

  /** Mostly none. */
  List<ScrapedExemplar> exemplars();
}
