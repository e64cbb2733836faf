package dev.clew.alerting.evaluation;

import dev.clew.alerting.rule.RuleDirectory;
import dev.clew.alerting.rule.RuleFile;
import dev.clew.alerting.rule.RuleFileError;
import java.util.ArrayList;
import java.util.List;

/**
 * The files the engine works from: those that come with Clew, and those of the directory.
 *
 * @param builtIn always in force
 * @param builtInErrors why some of them are not
 */
public record RuleSource(
    List<RuleFile> builtIn, List<RuleFileError> builtInErrors, RuleDirectory directory) {

  List<RuleFile> files() {
    List<RuleFile> files = new ArrayList<>(builtIn);
    files.addAll(directory.files());
    return files;
  }

  List<RuleFileError> errors() {
    List<RuleFileError> errors = new ArrayList<>(builtInErrors);
    errors.addAll(directory.errors());
    return errors;
  }
}
