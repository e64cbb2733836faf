package dev.clew.alerting.rule;

import java.util.List;

/** A rule file is not used because of its faults. */
public class RuleFileException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<RuleFileError> errors;

  public RuleFileException(List<RuleFileError> errors) {
    super(errors.getFirst().toString());
    this.errors = List.copyOf(errors);
  }

  /** At least one, in the order of the file. */
  public List<RuleFileError> errors() {
    return errors;
  }
}
