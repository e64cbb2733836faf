package dev.clew.logstore.pipeline;

import java.util.function.ToDoubleFunction;

/** Takes a label as the value of the line; lines without it are not wanted. */
public final class UnwrapStage implements Stage {
  static final String ERROR = "SampleExtractionErr";

  private final String label;
  private final ToDoubleFunction<String> reader;

  /**
   * @param reader NaN for what is no number
   */
  public UnwrapStage(String label, ToDoubleFunction<String> reader) {
    this.label = label;
    this.reader = reader;
  }

  @Override
  public boolean process(Line line) {
    String text = line.label(label);
    if (text.isEmpty()) {
      return false;
    }
    double value = reader.applyAsDouble(text);
    if (Double.isNaN(value) && !text.equalsIgnoreCase("nan")) {
      line.fail(ERROR, "could not read label " + label + "=\"" + text + "\" as a number");
      value = 0;
    }
    line.value(value);
    return true;
  }
}
