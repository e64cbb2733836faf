package dev.clew.collector.scrape.config;

import dev.clew.collector.scrape.relabel.RelabelAction;
import dev.clew.collector.scrape.relabel.RelabelRule;
import java.util.ArrayList;
import java.util.List;

/** Reads relabel_configs. */
final class RelabelReader {
  private RelabelReader() {}

  static List<RelabelRule> read(YamlSection job, String key) throws ScrapeFileException {
    List<RelabelRule> rules = new ArrayList<>();
    for (YamlSection section : job.sections(key)) {
      rules.add(rule(section));
    }
    return rules;
  }

  private static RelabelRule rule(YamlSection section) throws ScrapeFileException {
    RelabelAction action =
        section.parsed(
            "action",
            RelabelAction.REPLACE,
            text ->
                RelabelAction.byId(text)
                    .orElseThrow(() ->
                        new IllegalArgumentException(
                            "\"" + text + "\" (expected: one of " + RelabelAction.ids() + ")")));
    List<String> sources = section.texts("source_labels");
    RelabelRule.Texts texts =
        new RelabelRule.Texts(
            section.text("separator", RelabelRule.SEPARATOR),
            section.text("regex", RelabelRule.REGEX),
            section.text("target_label", ""),
            section.text("replacement", RelabelRule.REPLACEMENT));
    long modulus = section.whole("modulus", 0);
    section.finish();
    try {
      return RelabelRule.of(action, sources, texts, modulus);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      String wrong = message.substring(0, Math.max(0, message.indexOf(':')));
      throw section.error(wrong, section.path(message));
    }
  }
}
