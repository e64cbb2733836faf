package dev.clew.metricsstore.series;

import dev.clew.model.Labels;
import java.util.List;

/**
 * Series that were found and whose samples are read one series at a time, so that a query over many
 * of them need not hold them all. Thread-safe but for {@link Reader}; close it when no reader reads
 * any more.
 *
 * <p>The series are numbered in the order in which they are read fastest, which is any order.
 */
public interface SeriesScan extends AutoCloseable {
  int size();

  Labels labels(int series);

  /** A reader for one thread at a time. */
  Reader reader();

  /** What was done to find and read the series, for whoever asks how a query was answered. */
  default List<String> notes() {
    return List.of();
  }

  @Override
  void close();

  /** Reads samples; ascending numbers are fastest. */
  interface Reader {
    /**
     * The samples of a series within the range of the scan, stale markers among them; maybe none.
     * They are valid until the next call, and the caller may write to the arrays until then.
     */
    SeriesData read(int series);
  }

  /** A scan of series that are in memory already. */
  static SeriesScan of(List<SeriesData> all) {
    return new SeriesScan() {
      @Override
      public int size() {
        return all.size();
      }

      @Override
      public Labels labels(int series) {
        return all.get(series).labels();
      }

      @Override
      public Reader reader() {
        return all::get;
      }

      @Override
      public void close() {}
    };
  }
}
