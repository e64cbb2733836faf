package dev.clew.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Words, options with a value ({@code --records 1000}) and options without ({@code --zstd}). */
public final class CommandLine {
  private final List<String> words = new ArrayList<>();
  private final Map<String, String> values = new HashMap<>();
  private final Set<String> asked = new HashSet<>();

  private CommandLine() {}

  public static CommandLine parse(String... arguments) {
    CommandLine line = new CommandLine();
    for (int i = 0; i < arguments.length; i++) {
      if (!arguments[i].startsWith("--")) {
        line.words.add(arguments[i]);
      } else if (i + 1 < arguments.length && !arguments[i + 1].startsWith("--")) {
        line.values.put(arguments[i], arguments[++i]);
      } else {
        line.values.put(arguments[i], "");
      }
    }
    return line;
  }

  /** What stands before the options. */
  public List<String> words() {
    return List.copyOf(words);
  }

  public boolean has(String option) {
    asked.add(option);
    return values.containsKey(option);
  }

  public String text(String option, String otherwise) {
    asked.add(option);
    return values.getOrDefault(option, otherwise);
  }

  public String required(String option) {
    String value = text(option, "");
    if (value.isEmpty()) {
      throw new IllegalArgumentException(option + " is missing");
    }
    return value;
  }

  /** A whole number; {@code k} and {@code m} behind it stand for thousands and millions. */
  public long number(String option, long otherwise) {
    String text = text(option, "");
    if (text.isEmpty()) {
      return otherwise;
    }
    char last = Character.toLowerCase(text.charAt(text.length() - 1));
    long unit = last == 'k' ? 1_000 : last == 'm' ? 1_000_000 : 1;
    try {
      return unit * Long.parseLong(unit == 1 ? text : text.substring(0, text.length() - 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + ": \"" + text + "\" (expected: a number)", e);
    }
  }

  public double share(String option, double otherwise) {
    String text = text(option, "");
    return text.isEmpty() ? otherwise : Double.parseDouble(text);
  }

  /**
   * @throws IllegalArgumentException when an option was given that nobody has asked for
   */
  public void refuseUnknown() {
    for (String option : values.keySet()) {
      if (!asked.contains(option)) {
        throw new IllegalArgumentException(option + ": unknown option");
      }
    }
  }
}
