package dev.clew.model.sighting;

import java.util.Arrays;

/**
 * Chooses rows so that each group has a share: the newest of each, the second of each, and so on;
 * what one group has no rows for goes to the others. Of rows with the same time the first are
 * chosen. By numbers alone: this runs over and over while an ID of many rows is looked up.
 */
public final class NewestOfEach {
  private final long[] times;
  private final int[] groups;
  private final int size;
  private final int[] counts;

  /** Of each group the time of its oldest row that is chosen, and how many of that time are. */
  private final long[] bounds;

  private final int[] atBound;

  /**
   * @param groups of each row, from 0 to {@code groupCount} less one
   * @param size rows that there are; the arrays may be longer
   */
  public NewestOfEach(long[] times, int[] groups, int size, int groupCount) {
    this.times = times;
    this.groups = groups;
    this.size = size;
    counts = new int[groupCount];
    for (int row = 0; row < size; row++) {
      counts[groups[row]]++;
    }
    bounds = new long[groupCount];
    atBound = new int[groupCount];
  }

  /**
   * @return ascending, {@code most} or all that there are
   */
  public int[] rows(int most) {
    bound(shares(most));
    int[] rows = new int[Math.min(most, size)];
    int found = 0;
    for (int row = 0; row < size; row++) {
      int group = groups[row];
      if (times[row] > bounds[group] || (times[row] == bounds[group] && atBound[group]-- > 0)) {
        rows[found++] = row;
      }
    }
    return rows;
  }

  private int[] shares(int most) {
    int[] shares = new int[counts.length];
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (taken(middle) <= most) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    int rest = most - taken(low);
    for (int group = 0; group < counts.length; group++) {
      boolean another = counts[group] > low && rest-- > 0;
      shares[group] = Math.min(counts[group], another ? low + 1 : low);
    }
    return shares;
  }

  /** Rows when each group has this share. */
  private int taken(int share) {
    int sum = 0;
    for (int count : counts) {
      sum += Math.min(count, share);
    }
    return sum;
  }

  private void bound(int[] shares) {
    int[] next = new int[counts.length];
    for (int group = 1; group < next.length; group++) {
      next[group] = next[group - 1] + counts[group - 1];
    }
    long[] sorted = new long[size];
    for (int row = 0; row < size; row++) {
      sorted[next[groups[row]]++] = times[row];
    }
    for (int group = 0; group < counts.length; group++) {
      int end = next[group];
      int begin = end - counts[group];
      if (shares[group] == 0) {
        bounds[group] = Long.MAX_VALUE;
        continue;
      }
      Arrays.sort(sorted, begin, end);
      int chosen = end - shares[group];
      bounds[group] = sorted[chosen];
      int newer = chosen;
      while (newer < end && sorted[newer] == bounds[group]) {
        newer++;
      }
      atBound[group] = newer - chosen;
    }
  }
}
