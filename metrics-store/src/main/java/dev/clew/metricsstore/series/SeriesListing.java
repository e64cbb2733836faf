package dev.clew.metricsstore.series;

import dev.clew.model.Labels;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/**
 * The labels of series, each series once, gone through once: so that an answer can be written while
 * they are read. Their order is that of the names and values, one after another; values are
 * compared by their UTF-8 bytes, as Prometheus does.
 *
 * <p>A <i>label</i> is a name with one of its values. The labels of all series are numbered from
 * zero, equal ones alike, so that who goes through them can keep what it made of one that is
 * shared; the number of one that is not shared is good until the next series. Used by one thread,
 * which closes it.
 */
public interface SeriesListing extends AutoCloseable {
  /** The numbers of shared labels are less than this. */
  int labelCount();

  /** The name of a label. */
  String name(int label);

  /** The value of a label as UTF-8. Not to be changed. */
  byte[] value(int label);

  /** Whether several series have a label; maybe also when only one has it. */
  boolean isShared(int label);

  /** Goes to the next series; false at the end. */
  boolean next();

  /** How many labels the current series has. */
  int size();

  /** The number of the i-th label of the current series; they are sorted by name. */
  int label(int i);

  @Override
  void close();

  /** Those of a list, in its order. */
  static SeriesListing of(List<Labels> series) {
    Iterator<Labels> rest = series.iterator();
    return new SeriesListing() {
      private Labels labels = Labels.EMPTY;

      @Override
      public int labelCount() {
        return 0;
      }

      @Override
      public String name(int label) {
        return labels.name(label);
      }

      @Override
      public byte[] value(int label) {
        return labels.value(label).getBytes(StandardCharsets.UTF_8);
      }

      @Override
      public boolean isShared(int label) {
        return false;
      }

      @Override
      public boolean next() {
        if (!rest.hasNext()) {
          return false;
        }
        labels = rest.next();
        return true;
      }

      @Override
      public int size() {
        return labels.size();
      }

      @Override
      public int label(int i) {
        return i;
      }

      @Override
      public void close() {}
    };
  }
}
