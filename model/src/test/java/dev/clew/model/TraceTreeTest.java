package dev.clew.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceTreeTest {
  @Test
  void putsParentsFirstAndSiblingsByStart() {
    TraceTree tree =
        TraceTree.of(
            new long[] {30, 10, 20, 21}, new long[] {20, 0, 10, 10}, new long[] {7, 1, 5, 3});
    assertThat(tree.order()).containsExactly(1, 3, 2, 0);
    assertThat(tree.parent()).containsExactly(-1, 0, 0, 2);
    assertThat(tree.orphans()).isZero();
  }

  @Test
  void spanWithoutItsParentStandsAtTheTop() {
    TraceTree tree =
        TraceTree.of(new long[] {1, 2, 3}, new long[] {0, 99, 2}, new long[] {1, 2, 3});
    assertThat(tree.order()).containsExactly(0, 1, 2);
    assertThat(tree.parent()).containsExactly(-1, -1, 1);
    assertThat(tree.orphans()).isEqualTo(1);
  }

  @Test
  void ringOfParentsIsBrokenAtItsEarliestSpan() {
    TraceTree tree =
        TraceTree.of(new long[] {1, 2, 3, 4}, new long[] {3, 1, 2, 4}, new long[] {5, 6, 7, 8});
    assertThat(tree.order()).containsExactly(3, 0, 1, 2);
    assertThat(tree.parent()).containsExactly(-1, -1, 1, 2);
    assertThat(tree.rings()).isEqualTo(1);
    assertThat(tree.selfParents()).isEqualTo(1);
    assertThat(tree.orphans()).isZero();
  }

  @Test
  void serverStandsBelowTheClientWhoseIdItShares() {
    byte client = 3;
    byte server = 2;
    byte internal = 1;
    for (boolean clientFirst : new boolean[] {true, false}) {
      TraceTree tree =
          TraceTree.of(
              new long[] {10, 20, 20, 30},
              new long[] {0, 10, 10, 20},
              new long[] {1, clientFirst ? 2 : 3, clientFirst ? 3 : 2, 4},
              new byte[] {server, client, server, internal});
      assertThat(tree.order()).containsExactly(0, 1, 2, 3);
      assertThat(tree.parent()).containsExactly(-1, 0, 1, 2);
      assertThat(tree.orphans() + tree.selfParents() + tree.rings()).isZero();
    }
    TraceTree roots =
        TraceTree.of(
            new long[] {7, 7}, new long[] {0, 0}, new long[] {5, 4}, new byte[] {client, server});
    assertThat(roots.order()).containsExactly(0, 1);
    assertThat(roots.parent()).containsExactly(-1, 0);
  }

  @Test
  void spanSentTwiceKeepsBothRowsAndChildrenHangOnTheFirst() {
    TraceTree tree =
        TraceTree.of(new long[] {1, 2, 2, 3}, new long[] {0, 1, 1, 2}, new long[] {1, 2, 2, 3});
    assertThat(tree.order()).containsExactly(0, 1, 3, 2);
    assertThat(tree.parent()).containsExactly(-1, 0, 1, 0);
  }

  @Test
  void emptyAndDeepTracesAreFine() {
    assertThat(TraceTree.of(new long[0], new long[0], new long[0]).order()).isEmpty();
    int count = 200_000;
    long[] ids = new long[count];
    long[] parents = new long[count];
    long[] starts = new long[count];
    for (int i = 0; i < count; i++) {
      ids[i] = i + 1;
      parents[i] = i;
      starts[i] = i;
    }
    TraceTree tree = TraceTree.of(ids, parents, starts);
    assertThat(tree.parent()[count - 1]).isEqualTo(count - 2);
  }

  @Test
  void anyForestKeepsEveryRowOnceWithParentsBefore() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      int count = 1 + random.nextInt(40);
      long[] ids = random.longs(count, 1, 30).toArray();
      long[] parents = random.longs(count, 0, 33).toArray();
      long[] starts = random.longs(count, 0, 5).toArray();
      byte[] kinds = new byte[count];
      random.nextBytes(kinds);
      for (int i = 0; i < count; i++) {
        kinds[i] &= 3;
      }
      TraceTree tree =
          round % 2 == 0
              ? TraceTree.of(ids, parents, starts)
              : TraceTree.of(ids, parents, starts, kinds);
      assertThat(tree.order()).doesNotHaveDuplicates().hasSize(count);
      for (int row = 0; row < count; row++) {
        assertThat(tree.parent()[row]).isLessThan(row);
      }
    }
  }
}
