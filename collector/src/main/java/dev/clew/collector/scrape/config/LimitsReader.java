package dev.clew.collector.scrape.config;

/** Reads the limits that global and jobs both may have. */
final class LimitsReader {
  static final JobConfig.Limits NONE = new JobConfig.Limits(0, 0, 0, 0, 0, 0, 0);

  private LimitsReader() {}

  /**
   * @param inherited where the section says nothing, or 0
   */
  static JobConfig.Limits read(YamlSection section, JobConfig.Limits inherited)
      throws ScrapeFileException {
    long body = section.size("body_size_limit", 0);
    return new JobConfig.Limits(
        body == 0 ? inherited.bodyBytes() : body,
        whole(section, "sample_limit", inherited.samples()),
        whole(section, "target_limit", inherited.targets()),
        whole(section, "label_limit", inherited.labels()),
        whole(section, "label_name_length_limit", inherited.labelNameLength()),
        whole(section, "label_value_length_limit", inherited.labelValueLength()),
        whole(section, "keep_dropped_targets", inherited.keepDroppedTargets()));
  }

  private static long whole(YamlSection section, String key, long inherited)
      throws ScrapeFileException {
    long value = section.whole(key, 0);
    return value == 0 ? inherited : value;
  }
}
