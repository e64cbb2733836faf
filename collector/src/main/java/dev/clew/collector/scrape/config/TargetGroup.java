package dev.clew.collector.scrape.config;

import java.util.List;
import java.util.Map;

/**
 * Targets that were found together.
 *
 * @param targets each the labels of one target, {@code __address__} among them
 * @param labels what all of them have, unless they say otherwise
 */
public record TargetGroup(List<Map<String, String>> targets, Map<String, String> labels) {
  public static final String ADDRESS = "__address__";

  public TargetGroup {
    targets = List.copyOf(targets);
    labels = Map.copyOf(labels);
  }

  /** Groups as static_configs, file_sd and http_sd write them. */
  static TargetGroup read(YamlSection section, Map<String, String> more)
      throws ScrapeFileException {
    List<Map<String, String>> targets =
        section.texts("targets").stream().map(address -> Map.of(ADDRESS, address)).toList();
    Map<String, String> labels = new java.util.HashMap<>(section.textMap("labels"));
    labels.putAll(more);
    section.finish();
    return new TargetGroup(targets, labels);
  }

  /**
   * Reads a file of groups, JSON or YAML: JSON is YAML.
   *
   * @param file its name for messages
   * @param more labels to add to each group
   */
  public static List<TargetGroup> readAll(String file, String text, Map<String, String> more)
      throws ScrapeFileException {
    List<TargetGroup> groups = new java.util.ArrayList<>();
    for (YamlSection section : YamlSection.list(file, text)) {
      groups.add(read(section, more));
    }
    return groups;
  }
}
