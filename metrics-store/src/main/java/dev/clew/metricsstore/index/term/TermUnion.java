package dev.clew.metricsstore.index.term;

import dev.clew.model.memory.QueryMemory;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The terms that some series of several places have, numbered in their order, equal ones alike.
 * Texts are read only where there are several places, and each once. Used by one thread.
 */
final class TermUnion {
  private final List<UsedTerms> parts;

  /** By number: the part in the upper half, its term in the lower. */
  private final long[] places;

  private final BitSet shared = new BitSet();
  private int size;

  TermUnion(List<UsedTerms> parts) {
    this.parts = parts;
    int most = Math.toIntExact(parts.stream().mapToLong(UsedTerms::size).sum());
    QueryMemory.current().take(8L * most);
    places = new long[most];
    if (parts.size() == 1) {
      take(parts.getFirst());
    } else {
      merge();
    }
  }

  private void take(UsedTerms only) {
    for (size = 0; size < only.size(); size++) {
      places[size] = only.term(size);
      shared.set(size, only.isShared(size));
      only.number(size, size);
    }
  }

  private void merge() {
    PriorityQueue<Next> queue = new PriorityQueue<>();
    for (int part = 0; part < parts.size(); part++) {
      Next next = new Next(part, parts.get(part));
      if (next.advance()) {
        queue.add(next);
      }
    }
    String name = "";
    byte @Nullable [] value = null;
    for (Next next = queue.poll(); next != null; next = queue.poll()) {
      if (value != null && Arrays.equals(value, next.value) && name.equals(next.name)) {
        shared.set(size - 1);
      } else {
        name = next.name;
        value = next.value;
        places[size] = (long) next.part << 32 | next.terms.term(next.place);
        shared.set(size, next.terms.isShared(next.place));
        size++;
      }
      next.terms.number(next.place, size - 1);
      if (next.advance()) {
        queue.add(next);
      }
    }
  }

  /** The least term of a part that has no number yet. */
  private static final class Next implements Comparable<Next> {
    final int part;
    final UsedTerms terms;
    int place = -1;
    String name = "";
    byte[] value = new byte[0];

    Next(int part, UsedTerms terms) {
      this.part = part;
      this.terms = terms;
    }

    boolean advance() {
      if (++place == terms.size()) {
        return false;
      }
      int term = terms.term(place);
      name = terms.source().name(term);
      value = terms.source().utf8(term);
      return true;
    }

    @Override
    public int compareTo(Next other) {
      int order = name.compareTo(other.name);
      return order != 0 ? order : Arrays.compareUnsigned(value, other.value);
    }
  }

  /** How many terms there are. */
  int size() {
    return size;
  }

  String name(int number) {
    long place = places[number];
    return parts.get((int) (place >>> 32)).source().name((int) place);
  }

  byte[] utf8(int number) {
    long place = places[number];
    return parts.get((int) (place >>> 32)).source().utf8((int) place);
  }

  boolean isShared(int number) {
    return shared.get(number);
  }
}
