package dev.clew.logstore.pipes.stage;

import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.logstore.pipes.flow.PipeRow;
import dev.clew.model.query.MadeText;
import java.util.ArrayList;
import java.util.List;

/**
 * Text with the names of fields in angle brackets: {@code user <user> from <ip>}; {@code <_>} is
 * anything.
 *
 * @param literals one more than names: the text before, between and behind them
 */
record TextTemplate(List<String> literals, List<String> names) {
  private static final int MOST_NAMES = 100;

  static TextTemplate parse(String text, int from) {
    List<String> literals = new ArrayList<>();
    List<String> names = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int end = text.charAt(at) == '<' ? text.indexOf('>', at) : -1;
      if (end > at && isName(text, at + 1, end)) {
        literals.add(literal.toString());
        literal.setLength(0);
        names.add(text.substring(at + 1, end));
        at = end + 1;
      } else {
        literal.append(text.charAt(at++));
      }
    }
    literals.add(literal.toString());
    if (names.size() > MOST_NAMES) {
      throw PipeReader.fault("more than " + MOST_NAMES + " fields (expected: fewer)", from);
    }
    return new TextTemplate(literals, names);
  }

  private static boolean isName(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || c == '<') {
        return false;
      }
    }
    return to > from;
  }

  void checkExtraction(int from) {
    if (names.stream().allMatch("_"::equals)) {
      throw PipeReader.fault(
          "the pattern names no field (expected: such as \"user <user> from <ip>\")", from);
    }
    for (int i = 1; i < literals.size() - 1; i++) {
      if (literals.get(i).isEmpty()) {
        throw PipeReader.fault(
            "<"
                + names.get(i - 1)
                + "><"
                + names.get(i)
                + "> have nothing between them (expected: some text)",
            from);
      }
    }
  }

  /**
   * Sets the fields when all literals are found in order. A value in double quotes is taken without
   * them, and may hold the literal behind it.
   */
  void extract(String text, PipeRow row) {
    int start = text.indexOf(literals.getFirst());
    if (start < 0) {
      return;
    }
    int at = start + literals.getFirst().length();
    String[] values = new String[names.size()];
    for (int i = 0; i < values.length; i++) {
      String behind = literals.get(i + 1);
      int quoted = quotedEnd(text, at, behind);
      if (quoted >= 0) {
        values[i] = text.substring(at + 1, quoted - 1);
        at = quoted + behind.length();
        continue;
      }
      int end = behind.isEmpty() ? text.length() : text.indexOf(behind, at);
      if (end < 0) {
        return;
      }
      values[i] = text.substring(at, end);
      at = end + behind.length();
    }
    for (int i = 0; i < values.length; i++) {
      if (!names.get(i).equals("_")) {
        row.put(names.get(i), Cell.of(values[i]));
      }
    }
  }

  /** The end of a quoted text here, when the literal follows it; else -1. */
  private static int quotedEnd(String text, int at, String behind) {
    if (at >= text.length() || text.charAt(at) != '"') {
      return -1;
    }
    int end = text.indexOf('"', at + 1);
    return end > 0 && text.startsWith(behind, end + 1) ? end + 1 : -1;
  }

  /** The text with the values of the fields. */
  String format(PipeRow row) {
    MadeText text = new MadeText("format", MadeText.LONGEST_LINE).append(literals.getFirst());
    for (int i = 0; i < names.size(); i++) {
      text.append(row.text(names.get(i))).append(literals.get(i + 1));
    }
    return text.toString();
  }
}
