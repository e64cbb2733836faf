package dev.clew.metricsstore.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells whether bytes are accepted, with one look into a table per byte. The deterministic states
 * are made when they are first reached, as in RE2, so that an expression costs what its values make
 * of it, never the exponential number of states that it could have. When they become too many they
 * are all forgotten. Thread-safe.
 *
 * <p>An entry of the table holds where the row of the next state begins and two flags, so that
 * whoever reads it needs nothing else: entries are written without a lock being held by readers,
 * and one that is not seen yet is 0 and computed again.
 */
final class LazyDfa {
  private static final int MAX_STATES = 4096;

  /** Of the table, 256 KiB. */
  private static final int MAX_ENTRIES = 1 << 16;

  /** Of all sets together, 1 MiB. */
  private static final int MAX_SET_BITS = 1 << 23;

  private static final int MIN_STATES = 64;
  private static final int ACCEPTED = 1;

  /** Whatever comes, the answer stays. */
  private static final int DECIDED = 2;

  private static final int FLAGS = 2;

  private final ByteProgram program;
  private final int[] classes;
  private final int classCount;
  private final int maxStates;
  private volatile States states;

  LazyDfa(ByteProgram program) {
    this.program = program;
    classes = program.classes();
    classCount = classes[255] + 1;
    int affordable = Math.min(MAX_ENTRIES / classCount, MAX_SET_BITS / (program.size() + 64));
    maxStates = Math.clamp(affordable, MIN_STATES, MAX_STATES);
    states = new States();
  }

  boolean accepts(byte[] value, int from, int to) {
    States known = states;
    int answer = known.run(value, from, to);
    if (answer < 0) {
      known = new States();
      states = known;
      answer = known.run(value, from, to);
    }
    // One value alone may be too much for the table, but not for the sets themselves.
    return answer < 0 ? slowly(value, from, to) : answer > 0;
  }

  private boolean slowly(byte[] value, int from, int to) {
    BitSet current = new BitSet();
    program.follow(program.start(), current);
    for (int i = from; i < to && !current.isEmpty(); i++) {
      current = next(current, value[i] & 0xff);
    }
    return current.get(ByteProgram.ACCEPT);
  }

  private BitSet next(BitSet current, int value) {
    BitSet target = new BitSet();
    for (int state = current.nextSetBit(0); state >= 0; state = current.nextSetBit(state + 1)) {
      program.step(state, value, target);
    }
    return target;
  }

  /** The states made so far. */
  private final class States {
    /** Guarded by this. */
    private final Map<BitSet, Integer> numbers = new HashMap<>();

    /** Guarded by this. */
    private final List<BitSet> sets = new ArrayList<>();

    private volatile int[] table = new int[16 * classCount];
    private final int start;

    States() {
      // Number 0 is taken, so that no entry of a state is 0.
      sets.add(new BitSet());
      BitSet first = new BitSet();
      program.follow(program.start(), first);
      start = entry(first);
    }

    /** 1 accepted, 0 not, -1 too many states. */
    int run(byte[] value, int from, int to) {
      int[] entries = table;
      int entry = start;
      for (int i = from; i < to; i++) {
        if ((entry & DECIDED) != 0) {
          break;
        }
        int at = (entry >>> FLAGS) + classes[value[i] & 0xff];
        int next = entries[at];
        if (next == 0) {
          next = compute((entry >>> FLAGS) / classCount, value[i] & 0xff, at);
          if (next < 0) {
            return -1;
          }
          entries = table;
        }
        entry = next;
      }
      return entry & ACCEPTED;
    }

    private synchronized int compute(int state, int value, int at) {
      int entry = entry(next(sets.get(state), value));
      if (entry >= 0) {
        table[at] = entry;
      }
      return entry;
    }

    /** The entry that leads to a set, which gets a number when it has none; -1 when too many. */
    private synchronized int entry(BitSet set) {
      Integer known = numbers.get(set);
      if (known == null) {
        if (sets.size() == maxStates) {
          return -1;
        }
        known = sets.size();
        sets.add(set);
        numbers.put(set, known);
        if ((known + 1) * classCount > table.length) {
          table = Arrays.copyOf(table, table.length * 2);
        }
      }
      boolean accepted = set.get(ByteProgram.ACCEPT);
      boolean decided = set.isEmpty() || set.stream().anyMatch(program::acceptsAll);
      return ((known * classCount) << FLAGS) | (accepted ? ACCEPTED : 0) | (decided ? DECIDED : 0);
    }
  }
}
