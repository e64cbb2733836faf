package dev.clew.benchmarks.corpus;

import java.util.ArrayList;
import java.util.List;

/**
 * A message with variables in braces: {@code "order {order} placed in {ms} ms"}.
 *
 * @param kind what the line is about, which decides its attributes
 * @param logger index of the service's logger that writes it
 */
record Template(Kind kind, int logger, List<String> texts, List<String> slots) {
  enum Kind {
    OWN,
    ACCESS,
    CALL,
    DATABASE,
    MESSAGING,
    CACHE,
    RUNTIME
  }

  static Template of(Kind kind, int logger, String text) {
    List<String> texts = new ArrayList<>();
    List<String> slots = new ArrayList<>();
    int from = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
      int close = text.indexOf('}', open);
      texts.add(text.substring(from, open));
      slots.add(text.substring(open + 1, close));
      from = close + 1;
    }
    texts.add(text.substring(from));
    return new Template(kind, logger, List.copyOf(texts), List.copyOf(slots));
  }

  String fill(Values values) {
    StringBuilder line = new StringBuilder(texts.getFirst());
    for (int i = 0; i < slots.size(); i++) {
      line.append(values.of(slots.get(i))).append(texts.get(i + 1));
    }
    return line.toString();
  }

  /** Gives a variable its value. */
  @FunctionalInterface
  interface Values {
    String of(String slot);
  }
}
