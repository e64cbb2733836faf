package dev.clew.metricsstore.regex;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A nondeterministic automaton over UTF-8 bytes, after Thompson (Regular expression search
 * algorithm, CACM 1968): states that take a byte of a range, and states that lead on to one or two
 * others. Built by one thread, then left alone.
 */
final class ByteProgram {
  /** Larger ones would be slow; RE2 refuses expressions of this kind, too. */
  static final int MAX_STATES = 100_000;

  /** The state in which a value is accepted. */
  static final int ACCEPT = 0;

  private static final int FORK = 256;
  private static final int ANYTHING = 257;

  /** First byte of a range, or {@link #FORK}, or {@link #ANYTHING}. */
  private int[] low = new int[64];

  private int[] high = new int[64];
  private int[] next = new int[64];
  private int size = 1;

  private ByteProgram() {}

  /** Says that the automaton would be too large. */
  static final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("more than " + MAX_STATES + " states", null, false, false);
    }
  }

  private int start;

  static ByteProgram of(RegexNode node) {
    ByteProgram program = new ByteProgram();
    program.start = program.compile(node, ACCEPT);
    return program;
  }

  int start() {
    return start;
  }

  int size() {
    return size;
  }

  private int add(int from, int to, int then) {
    if (size == MAX_STATES) {
      throw new TooLargeException();
    }
    if (size == low.length) {
      low = Arrays.copyOf(low, size * 2);
      high = Arrays.copyOf(high, size * 2);
      next = Arrays.copyOf(next, size * 2);
    }
    low[size] = from;
    high[size] = to;
    next[size] = then;
    return size++;
  }

  /** Adds states that take what a node matches and then go on; the number of their first. */
  private int compile(RegexNode node, int then) {
    return switch (node) {
      case RegexNode.OneOf one -> codePoints(one.set(), then);
      case RegexNode.Sequence(var parts) -> {
        int state = then;
        for (RegexNode part : parts.reversed()) {
          state = compile(part, state);
        }
        yield state;
      }
      case RegexNode.Choice(var branches) -> {
        int state = compile(branches.getLast(), then);
        for (RegexNode branch : branches.reversed().subList(1, branches.size())) {
          state = add(FORK, compile(branch, then), state);
        }
        yield state;
      }
      case RegexNode.Repeat repeat -> repeat(repeat, then);
    };
  }

  private int repeat(RegexNode.Repeat repeat, int then) {
    int state = then;
    if (repeat.most() < 0) {
      if (repeat.part() instanceof RegexNode.OneOf one && one.set().isAll()) {
        // Values are valid UTF-8, so that any characters are any bytes.
        state = add(ANYTHING, 0, then);
      } else {
        int loop = add(FORK, 0, then);
        int body = compile(repeat.part(), loop); // first, because it may replace the arrays
        high[loop] = body;
        state = loop;
      }
    } else {
      for (int i = repeat.least(); i < repeat.most(); i++) {
        state = add(FORK, compile(repeat.part(), state), then);
      }
    }
    for (int i = 0; i < repeat.least(); i++) {
      state = compile(repeat.part(), state);
    }
    return state;
  }

  private int codePoints(CodePoints set, int then) {
    int[] state = {-1};
    set.forEachRange((first, last) ->
        Utf8Ranges.forEach(
            first,
            last,
            bytes -> {
              int sequence = then;
              for (int i = bytes.length - 2; i >= 0; i -= 2) {
                sequence = add(bytes[i], bytes[i + 1], sequence);
              }
              state[0] = state[0] < 0 ? sequence : add(FORK, sequence, state[0]);
            }));
    return state[0] < 0 ? add(1, 0, then) : state[0]; // an empty range takes nothing
  }

  /** Marks the states that are reached without taking a byte. */
  void follow(int from, BitSet target) {
    int[] stack = new int[16];
    int depth = 0;
    stack[depth++] = from;
    while (depth > 0) {
      int state = stack[--depth];
      if (target.get(state)) {
        continue;
      }
      target.set(state);
      if (state != ACCEPT && low[state] >= FORK) {
        if (depth + 2 > stack.length) {
          stack = Arrays.copyOf(stack, stack.length * 2);
        }
        stack[depth++] = next[state];
        if (low[state] == FORK) {
          stack[depth++] = high[state];
        }
      }
    }
  }

  /** Marks the states that are reached by taking a byte. */
  void step(int state, int value, BitSet target) {
    if (state == ACCEPT) {
      return;
    }
    if (low[state] == ANYTHING) {
      follow(state, target);
    } else if (value >= low[state] && value <= high[state] && low[state] < FORK) {
      follow(next[state], target);
    }
  }

  /** Whether everything is accepted from here on, whatever the other states. */
  boolean acceptsAll(int state) {
    if (state == ACCEPT || low[state] != ANYTHING) {
      return false;
    }
    BitSet reached = new BitSet();
    follow(state, reached);
    return reached.get(ACCEPT);
  }

  /** Puts the bytes that no state tells apart into classes, numbered from 0. */
  int[] classes() {
    BitSet starts = new BitSet(257);
    starts.set(0);
    for (int state = 1; state < size; state++) {
      if (low[state] < FORK && low[state] <= high[state]) {
        starts.set(low[state]);
        starts.set(high[state] + 1);
      }
    }
    int[] classes = new int[256];
    int current = -1;
    for (int value = 0; value < 256; value++) {
      current += starts.get(value) ? 1 : 0;
      classes[value] = current;
    }
    return classes;
  }
}
