package dev.clew.alerting;

import dev.clew.alerting.rule.RuleFile;
import dev.clew.alerting.rule.RuleFileError;
import dev.clew.alerting.rule.RuleFileException;
import dev.clew.alerting.rule.RuleFileParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The rules about Clew itself, which come with it. */
record StarterRules(List<RuleFile> files, List<RuleFileError> errors) {
  private static final List<String> NAMES = List.of("clew.yml");

  static StarterRules none() {
    return new StarterRules(List.of(), List.of());
  }

  static StarterRules load(RuleFileParser parser) {
    List<RuleFile> files = new ArrayList<>();
    List<RuleFileError> errors = new ArrayList<>();
    for (String name : NAMES) {
      try (InputStream in = StarterRules.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalStateException("BUG: resource " + name + " is missing");
        }
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        files.add(parser.parse("(built in) " + name, text));
      } catch (RuleFileException e) {
        errors.addAll(e.errors());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new StarterRules(files, errors);
  }
}
