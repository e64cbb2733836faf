package dev.clew.alerting.rule;

/**
 * A fault in a rule file.
 *
 * @param line counted from 1; 0 when the fault has no place
 * @param column counted from 1; 0 when the fault has no place
 * @param message what is wrong and what would be right
 */
public record RuleFileError(String file, int line, int column, String message) {
  @Override
  public String toString() {
    return (line > 0 ? file + ":" + line + ":" + column : file) + ": " + message;
  }
}
