package dev.clew.collector.scrape.config;

import dev.clew.collector.scrape.exposition.ExpositionFormat;
import dev.clew.collector.scrape.exposition.HistogramChoice;
import dev.clew.notation.PrometheusDuration;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What jobs inherit.
 *
 * @param accepted null when jobs choose by whether they want native histograms
 */
record GlobalConfig(
    Duration interval,
    Duration timeout,
    JobConfig.Limits limits,
    HistogramChoice histograms,
    boolean extraMetrics,
    boolean legacyNames,
    @Nullable List<ExpositionFormat> accepted) {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  static GlobalConfig read(@Nullable YamlSection section, List<String> notes)
      throws ScrapeFileException {
    if (section == null) {
      return new GlobalConfig(
          MINUTE, TIMEOUT, LimitsReader.NONE, HistogramChoice.CLASSIC, false, false, null);
    }
    Duration interval = section.duration("scrape_interval", MINUTE);
    interval = interval.isZero() ? MINUTE : interval;
    Duration standard = interval.compareTo(TIMEOUT) < 0 ? interval : TIMEOUT;
    Duration timeout = section.duration("scrape_timeout", standard);
    timeout = timeout.isZero() ? standard : timeout;
    if (timeout.compareTo(interval) > 0) {
      throw section.error(
          "scrape_timeout",
          section.path("scrape_timeout")
              + ": "
              + PrometheusDuration.format(timeout)
              + " (expected: at most the interval of "
              + PrometheusDuration.format(interval)
              + ")");
    }
    GlobalConfig global =
        new GlobalConfig(
            interval,
            timeout,
            LimitsReader.read(section, LimitsReader.NONE),
            new HistogramChoice(
                section.flag("scrape_native_histograms", false),
                section.flag("always_scrape_classic_histograms", false),
                section.flag("convert_classic_histograms_to_nhcb", false)),
            section.flag("extra_scrape_metrics", false),
            JobReader.legacyNames(section, false),
            JobReader.protocols(section));
    ignore(section, notes);
    section.finish();
    return global;
  }

  private static void ignore(YamlSection section, List<String> notes) throws ScrapeFileException {
    if (section.has("external_labels")) {
      notes.add(
          "global.external_labels has no effect here: nothing leaves this system with them; alerts"
              + " have alerting.external_labels");
    }
    for (String key : List.of("evaluation_interval", "rule_query_offset")) {
      if (section.has(key)) {
        notes.add("global." + key + " has no effect here: rules are configured under alerting");
      }
    }
    for (String key : List.of("query_log_file", "scrape_failure_log_file")) {
      if (section.has(key)) {
        notes.add("global." + key + " has no effect here");
      }
    }
    if (section.has("metric_name_escaping_scheme")) {
      notes.add("global.metric_name_escaping_scheme has no effect here: set it for a job");
    }
  }
}
