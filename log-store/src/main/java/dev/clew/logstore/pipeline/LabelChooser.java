package dev.clew.logstore.pipeline;

import java.util.List;
import java.util.function.Predicate;

/** Drops labels, or keeps no others. */
public final class LabelChooser implements Stage {
  private final List<Choice> choices;
  private final boolean keep;

  /**
   * @param test which values are meant
   */
  public record Choice(String name, Predicate<String> test) {}

  private LabelChooser(List<Choice> choices, boolean keep) {
    this.choices = List.copyOf(choices);
    this.keep = keep;
  }

  public static Stage dropping(List<Choice> choices) {
    return new LabelChooser(choices, false);
  }

  /** Errors stay. */
  public static Stage keeping(List<Choice> choices) {
    return new LabelChooser(choices, true);
  }

  @Override
  public boolean process(Line line) {
    if (!keep) {
      for (Choice choice : choices) {
        if (choice.test().test(line.label(choice.name()))) {
          line.remove(choice.name());
        }
      }
      return true;
    }
    for (int i = line.size() - 1; i >= 0; i--) {
      String name = line.name(i);
      String value = line.value(i);
      if (choices.stream().noneMatch(c -> c.name().equals(name) && c.test().test(value))) {
        line.removeAt(i);
      }
    }
    return true;
  }
}
