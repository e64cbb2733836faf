package dev.clew.correlation;

import dev.clew.model.sighting.Sightings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Divides the room of an answer, so that what is much does not push out what is little. */
final class Shares {
  private Shares() {}

  /**
   * How much each may have of the room: all of it when that is not more than an equal share; what
   * the small ones leave goes to the others.
   */
  static int[] of(int[] wanted, int room) {
    Integer[] smallestFirst = new Integer[wanted.length];
    Arrays.setAll(smallestFirst, i -> i);
    Arrays.sort(smallestFirst, (a, b) -> Integer.compare(wanted[a], wanted[b]));
    int[] shares = new int[wanted.length];
    int left = room;
    for (int i = 0; i < smallestFirst.length; i++) {
      int one = smallestFirst[i];
      shares[one] = Math.min(wanted[one], left / (smallestFirst.length - i));
      left -= shares[one];
    }
    return shares;
  }

  /** The first of each group, the second of each, and so on, as many as there is room for. */
  static <T, G> List<T> inTurn(Collection<T> ordered, Function<T, G> groupOf, int room) {
    Map<G, Deque<T>> groups = new LinkedHashMap<>();
    for (T one : ordered) {
      groups.computeIfAbsent(groupOf.apply(one), group -> new ArrayDeque<>()).add(one);
    }
    List<T> chosen = new ArrayList<>();
    while (!groups.isEmpty() && chosen.size() < room) {
      groups
          .values()
          .removeIf(group -> {
            if (chosen.size() < room) {
              chosen.add(group.remove());
            }
            return group.isEmpty();
          });
    }
    return chosen;
  }

  /** Some rows, the services that they are of in turn. */
  static void inTurnOfServices(
      Sightings<?> of, Collection<Integer> ordered, int room, BitSet into) {
    if (ordered.size() <= room) {
      ordered.forEach(into::set);
      return;
    }
    inTurn(ordered, of::service, room).forEach(into::set);
  }
}
