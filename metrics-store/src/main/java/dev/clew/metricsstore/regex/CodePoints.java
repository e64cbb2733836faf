package dev.clew.metricsstore.regex;

import java.util.Map;
import java.util.TreeMap;

/** A set of Unicode code points. Built by one thread, then left alone. */
final class CodePoints {
  private static final int LAST = Character.MAX_CODE_POINT;

  /** The Kelvin sign and the long s: the two letters outside of ASCII that fold into it. */
  private static final int KELVIN = 0x212a;

  private static final int LONG_S = 0x17f;

  /** First to last of ranges that neither overlap nor touch. */
  private final TreeMap<Integer, Integer> ranges = new TreeMap<>();

  interface RangeConsumer {
    void accept(int first, int last);
  }

  static CodePoints of(int... firstsAndLasts) {
    CodePoints set = new CodePoints();
    for (int i = 0; i < firstsAndLasts.length; i += 2) {
      set.add(firstsAndLasts[i], firstsAndLasts[i + 1]);
    }
    return set;
  }

  static CodePoints all() {
    return of(0, LAST);
  }

  void add(int first, int last) {
    int from = first;
    int to = last;
    Map.Entry<Integer, Integer> before = ranges.floorEntry(from);
    if (before != null && before.getValue() >= from - 1) {
      from = before.getKey();
    }
    Map.Entry<Integer, Integer> overlapping = ranges.ceilingEntry(from);
    while (overlapping != null && overlapping.getKey() <= to + 1) {
      to = Math.max(to, overlapping.getValue());
      ranges.remove(overlapping.getKey());
      overlapping = ranges.ceilingEntry(from);
    }
    ranges.put(from, to);
  }

  void addAll(CodePoints other) {
    other.ranges.forEach(this::add);
  }

  CodePoints complement() {
    CodePoints rest = new CodePoints();
    int next = 0;
    for (Map.Entry<Integer, Integer> range : ranges.entrySet()) {
      if (range.getKey() > next) {
        rest.add(next, range.getKey() - 1);
      }
      next = range.getValue() + 1;
    }
    if (next <= LAST) {
      rest.add(next, LAST);
    }
    return rest;
  }

  boolean isAll() {
    Map.Entry<Integer, Integer> first = ranges.firstEntry();
    return first != null && first.getKey() == 0 && first.getValue() == LAST;
  }

  boolean isAscii() {
    return ranges.isEmpty() || ranges.lastEntry().getValue() < 0x80;
  }

  /** Adds the other case of each of its characters, which must be ASCII. */
  CodePoints withBothCases() {
    CodePoints both = new CodePoints();
    both.addAll(this);
    ranges.forEach((first, last) -> {
      for (int c = first; c <= last; c++) {
        int lower = Character.toLowerCase(c);
        both.add(lower, lower);
        both.add(Character.toUpperCase(c), Character.toUpperCase(c));
        if (lower == 'k') {
          both.add(KELVIN, KELVIN);
        } else if (lower == 's') {
          both.add(LONG_S, LONG_S);
        }
      }
    });
    return both;
  }

  int size() {
    return ranges.entrySet().stream().mapToInt(r -> r.getValue() - r.getKey() + 1).sum();
  }

  void forEachRange(RangeConsumer consumer) {
    ranges.forEach(consumer::accept);
  }
}
