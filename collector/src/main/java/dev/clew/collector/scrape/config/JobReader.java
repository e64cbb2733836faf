package dev.clew.collector.scrape.config;

import dev.clew.collector.scrape.exposition.ExpositionFormat;
import dev.clew.collector.scrape.exposition.HistogramChoice;
import dev.clew.collector.scrape.relabel.RelabelRule;
import dev.clew.notation.PrometheusDuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one entry of scrape_configs. */
final class JobReader {
  /** Service discoveries of Prometheus; the ones that are here are not among them. */
  private static final List<String> DISCOVERIES =
      List.of(
          "aws azure consul digitalocean docker dockerswarm dns ec2 ecs eureka gce hetzner ionos"
              .split(" "));

  private static final List<String> MORE_DISCOVERIES =
      List.of(
          ("kubernetes kuma lightsail linode marathon nerve nomad openstack outscale ovhcloud puppetdb"
                  + " scaleway serverset stackit triton uyuni vultr")
              .split(" "));

  private static final List<String> ESCAPINGS =
      List.of("allow-utf-8", "underscores", "dots", "values");

  private final GlobalConfig global;
  private final YamlSection section;
  private final Path directory;
  private final List<String> notes;

  /**
   * @param directory what relative paths are relative to
   * @param notes takes what is read but has no effect
   */
  JobReader(GlobalConfig global, YamlSection section, Path directory, List<String> notes) {
    this.global = global;
    this.section = section;
    this.directory = directory;
    this.notes = notes;
  }

  JobConfig read() throws ScrapeFileException {
    String name = section.text("job_name", "");
    if (name.isEmpty()) {
      throw section.error("job_name", section.path("job_name") + ": \"\" (expected: a name)");
    }
    Duration interval = positive("scrape_interval", global.interval());
    Duration standard = interval.compareTo(global.timeout()) < 0 ? interval : global.timeout();
    Duration timeout = positive("scrape_timeout", standard);
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
    List<RelabelRule> relabeling = RelabelReader.read(section, "relabel_configs");
    JobConfig job =
        new JobConfig(
            name,
            interval,
            timeout,
            endpoint(),
            new HttpReader(section, directory).read(),
            samples(),
            formats(),
            LimitsReader.read(section, global.limits()),
            relabeling,
            RelabelReader.read(section, "metric_relabel_configs"),
            discovery(relabeling.isEmpty()));
    ignore("scrape_failure_log_file", "failures are shown on the Targets page and in its API");
    section.finish(refused());
    return job;
  }

  private Duration positive(String key, Duration standard) throws ScrapeFileException {
    Duration read = section.duration(key, standard);
    return read.isZero() ? standard : read;
  }

  private void ignore(String key, String why) {
    if (section.has(key)) {
      notes.add(section.path(key) + " has no effect here: " + why);
    }
  }

  private static Map<String, String> refused() {
    Map<String, String> refused = new HashMap<>(HttpReader.REFUSED);
    for (String id : DISCOVERIES) {
      refused.put(id + "_sd_configs", noDiscovery());
    }
    for (String id : MORE_DISCOVERIES) {
      refused.put(id + "_sd_configs", noDiscovery());
    }
    for (String key :
        List.of("native_histogram_bucket_limit", "native_histogram_min_bucket_factor")) {
      refused.put(key, "not supported (expected: native histograms are stored as they come)");
    }
    return refused;
  }

  private static String noDiscovery() {
    return "this service discovery is not supported (expected: static_configs, file_sd_configs or"
        + " http_sd_configs)";
  }

  private JobConfig.Endpoint endpoint() throws ScrapeFileException {
    String scheme = section.text("scheme", "http");
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw section.error(
          "scheme", section.path("scheme") + ": \"" + scheme + "\" (expected: http or https)");
    }
    Map<String, List<String>> params = new LinkedHashMap<>();
    YamlSection all = section.section("params");
    if (all != null) {
      for (String key : all.keys()) {
        params.put(key, List.copyOf(all.texts(key)));
      }
    }
    return new JobConfig.Endpoint(scheme, section.text("metrics_path", "/metrics"), params);
  }

  private JobConfig.Samples samples() throws ScrapeFileException {
    return new JobConfig.Samples(
        section.flag("honor_labels", false),
        section.flag("honor_timestamps", true),
        section.flag("track_timestamps_staleness", false),
        section.flag("extra_scrape_metrics", global.extraMetrics()));
  }

  private JobConfig.Formats formats() throws ScrapeFileException {
    boolean nativeHistograms =
        section.flag("scrape_native_histograms", global.histograms().nativeHistograms());
    boolean classic =
        section.flag("always_scrape_classic_histograms", global.histograms().alwaysClassic());
    classic = section.flag("scrape_classic_histograms", classic);
    HistogramChoice histograms =
        new HistogramChoice(
            nativeHistograms,
            classic,
            section.flag(
                "convert_classic_histograms_to_nhcb", global.histograms().toCustomBuckets()));
    List<ExpositionFormat> accepted = protocols(section);
    if (accepted == null) {
      accepted = global.accepted();
    }
    if (accepted == null) {
      accepted = nativeHistograms ? ExpositionFormat.PROTOBUF_FIRST : ExpositionFormat.DEFAULTS;
    }
    boolean legacy = legacyNames(section, global.legacyNames());
    String escaping =
        section.text("metric_name_escaping_scheme", legacy ? "underscores" : "allow-utf-8");
    if (!ESCAPINGS.contains(escaping)) {
      throw section.error(
          "metric_name_escaping_scheme",
          section.path("metric_name_escaping_scheme")
              + ": \""
              + escaping
              + "\" (expected: one of "
              + String.join(", ", ESCAPINGS)
              + ")");
    }
    ExpositionFormat fallback =
        section.has("fallback_scrape_protocol")
            ? section.parsed(
                "fallback_scrape_protocol", ExpositionFormat.TEXT_0, JobReader::protocol)
            : null;
    return new JobConfig.Formats(accepted, fallback, histograms, legacy, escaping);
  }

  static boolean legacyNames(YamlSection section, boolean standard) throws ScrapeFileException {
    String scheme = section.text("metric_name_validation_scheme", "");
    return switch (scheme) {
      case "" -> standard;
      case "legacy" -> true;
      case "utf8" -> false;
      default ->
          throw section.error(
              "metric_name_validation_scheme",
              section.path("metric_name_validation_scheme")
                  + ": \""
                  + scheme
                  + "\" (expected: utf8 or legacy)");
    };
  }

  /** Null when the key is not there. */
  static @Nullable List<ExpositionFormat> protocols(YamlSection section)
      throws ScrapeFileException {
    if (!section.has("scrape_protocols")) {
      return null;
    }
    List<ExpositionFormat> formats = new ArrayList<>();
    try {
      for (String id : section.texts("scrape_protocols")) {
        ExpositionFormat format = protocol(id);
        if (formats.contains(format)) {
          throw new IllegalArgumentException("\"" + id + "\" stands twice (expected: once)");
        }
        formats.add(format);
      }
      if (formats.isEmpty()) {
        throw new IllegalArgumentException("[] (expected: some of " + ExpositionFormat.ids() + ")");
      }
    } catch (IllegalArgumentException e) {
      throw section.error(
          "scrape_protocols", section.path("scrape_protocols") + ": " + e.getMessage());
    }
    return formats;
  }

  private static ExpositionFormat protocol(String id) {
    return ExpositionFormat.byId(id)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "\"" + id + "\" (expected: one of " + ExpositionFormat.ids() + ")"));
  }

  private List<DiscoveryConfig> discovery(boolean addressesAreFinal) throws ScrapeFileException {
    List<DiscoveryConfig> all = new ArrayList<>();
    List<TargetGroup> groups = new ArrayList<>();
    for (YamlSection group : section.sections("static_configs")) {
      TargetGroup read = TargetGroup.read(group, Map.of());
      for (Map<String, String> target : read.targets()) {
        String address = target.getOrDefault(TargetGroup.ADDRESS, "");
        if (addressesAreFinal && address.contains("/")) {
          throw group.error(
              "targets",
              group.path("targets")
                  + ": \""
                  + address
                  + "\" (expected: host:port; the path goes into metrics_path)");
        }
      }
      groups.add(read);
    }
    if (!groups.isEmpty()) {
      all.add(new DiscoveryConfig.Static(groups));
    }
    for (YamlSection files : section.sections("file_sd_configs")) {
      all.add(files(files));
    }
    for (YamlSection http : section.sections("http_sd_configs")) {
      String url = http.text("url", "");
      if (!url.startsWith("http://") && !url.startsWith("https://")) {
        throw http.error(
            "url", http.path("url") + ": \"" + url + "\" (expected: http:// or https://)");
      }
      Duration refresh = http.duration("refresh_interval", Duration.ofMinutes(1));
      all.add(new DiscoveryConfig.Http(url, refresh, new HttpReader(http, directory).read()));
      http.finish(HttpReader.REFUSED);
    }
    return all;
  }

  private DiscoveryConfig files(YamlSection files) throws ScrapeFileException {
    List<Path> patterns = new ArrayList<>();
    for (String pattern : files.texts("files")) {
      String last = pattern.substring(pattern.lastIndexOf('/') + 1);
      if (!last.matches("[^*]*(\\*[^/]*)?\\.(json|yml|yaml|JSON|YML|YAML)")) {
        throw files.error(
            "files",
            files.path("files")
                + ": \""
                + pattern
                + "\" (expected: a path that ends in .json, .yml or .yaml; * only in its last part)");
      }
      patterns.add(directory.resolve(pattern));
    }
    if (patterns.isEmpty()) {
      throw files.error("files", files.path("files") + ": [] (expected: paths)");
    }
    Duration refresh = files.duration("refresh_interval", Duration.ofMinutes(5));
    files.finish();
    return new DiscoveryConfig.Files(patterns, refresh);
  }
}
