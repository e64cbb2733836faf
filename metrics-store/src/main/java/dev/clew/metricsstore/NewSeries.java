package dev.clew.metricsstore;

import dev.clew.metricsstore.index.LabelSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/** Series by ascending numbers. Used by one thread. */
final class NewSeries {
  private int[] numbers = new int[16];
  private @Nullable LabelSet[] labels = new LabelSet[16];
  private int size;

  /**
   * @param number greater than all before
   */
  void add(int number, LabelSet series) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, size * 2);
      labels = Arrays.copyOf(labels, size * 2);
    }
    numbers[size] = number;
    labels[size++] = series;
  }

  int size() {
    return size;
  }

  /** The labels of a series, or null when it is not among these. */
  @Nullable LabelSet get(int number) {
    int at = size == 0 || number < numbers[0] ? -1 : Arrays.binarySearch(numbers, 0, size, number);
    return at < 0 ? null : labels[at];
  }

  void addNumbersTo(MutableRoaringBitmap target) {
    for (int i = 0; i < size; i++) {
      target.add(numbers[i]);
    }
  }

  /** The labels of those that are wanted. */
  List<LabelSet> labels(ImmutableRoaringBitmap wanted) {
    List<LabelSet> chosen = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      LabelSet one = labels[i];
      if (one != null && wanted.contains(numbers[i])) {
        chosen.add(one);
      }
    }
    return chosen;
  }

  /** Their labels, in the order of the numbers. */
  @SuppressWarnings("NullAway") // those up to the size are set
  List<LabelSet> labels() {
    return Collections.unmodifiableList(Arrays.asList(labels).subList(0, size));
  }
}
