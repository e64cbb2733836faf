package dev.clew.model.sighting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NewestOfEachTest {
  @Test
  void smallGroupsKeepAllAndLargeOnesTheirNewest() {
    long[] times = {1, 2, 3, 4, 5, 6, 0};
    int[] groups = {0, 0, 0, 0, 0, 0, 1};
    assertArrayEquals(new int[] {4, 5, 6}, new NewestOfEach(times, groups, 7, 2).rows(3));
  }

  @Test
  void ofRowsWithOneTimeTheFirstAreChosen() {
    long[] times = {5, 5, 5, 5};
    int[] groups = {0, 0, 0, 0};
    assertArrayEquals(new int[] {0, 1}, new NewestOfEach(times, groups, 4, 1).rows(2));
  }

  @Test
  void theLatestTimeThereIsAndNoGroupBeyondTheRoom() {
    long[] times = {Long.MAX_VALUE, Long.MAX_VALUE, 3};
    int[] groups = {0, 1, 2};
    assertArrayEquals(new int[] {0, 1}, new NewestOfEach(times, groups, 3, 3).rows(2));
    assertArrayEquals(new int[] {0, 1, 2}, new NewestOfEach(times, groups, 3, 3).rows(9));
  }

  @Test
  void agreesWithRanksOneByOne() {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      int size = 1 + random.nextInt(60);
      int groupCount = 1 + random.nextInt(6);
      int most = 1 + random.nextInt(size + 5);
      long[] times = random.longs(size + 3, -20, 20).toArray();
      int[] groups = random.ints(size + 3, 0, groupCount).toArray();
      int[] rows = new NewestOfEach(times, groups, size, groupCount).rows(most);
      int[] ranks = ranks(times, groups, size);
      int[] expected = Arrays.stream(ranks).sorted().limit(most).toArray();
      int[] actual = Arrays.stream(rows).map(row -> ranks[row]).sorted().toArray();
      assertArrayEquals(expected, actual, "round " + round);
      assertEquals(rows.length, Arrays.stream(rows).distinct().count());
      assertArrayEquals(rows, Arrays.stream(rows).sorted().toArray());
    }
  }

  /** Rows of the same group that are newer, or as old and stand before. */
  private static int[] ranks(long[] times, int[] groups, int size) {
    return IntStream.range(0, size)
        .map(row ->
            (int)
                IntStream.range(0, size)
                    .filter(other -> groups[other] == groups[row])
                    .filter(other ->
                        times[other] > times[row] || (times[other] == times[row] && other < row))
                    .count())
        .toArray();
  }
}
