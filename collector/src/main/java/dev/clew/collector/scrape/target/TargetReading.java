package dev.clew.collector.scrape.target;

import dev.clew.collector.scrape.config.JobConfig;
import dev.clew.collector.scrape.config.TargetGroup;
import dev.clew.collector.scrape.relabel.MutableLabels;
import dev.clew.collector.scrape.relabel.RelabelRule;
import dev.clew.model.QueryException;
import dev.clew.notation.PrometheusDuration;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What relabelling makes of a target that was found. */
sealed interface TargetReading {
  String JOB = "job";
  String INSTANCE = "instance";
  String INTERVAL = "__scrape_interval__";
  String TIMEOUT = "__scrape_timeout__";
  String PATH = "__metrics_path__";
  String SCHEME = "__scheme__";
  String PARAMETER = "__param_";

  /** It is to be scraped. */
  record Kept(Target target) implements TargetReading {}

  /** A rule dropped it. */
  record Dropped(Map<String, String> discovered) implements TargetReading {}

  /** It cannot be scraped as it is. */
  record Invalid(String why) implements TargetReading {}

  /** Reads one target of a group. */
  static TargetReading read(JobConfig job, TargetGroup group, Map<String, String> found) {
    MutableLabels labels = new MutableLabels(group.labels());
    found.forEach(labels::set);
    orElse(labels, JOB, job.name());
    orElse(labels, INTERVAL, PrometheusDuration.format(job.interval()));
    orElse(labels, TIMEOUT, PrometheusDuration.format(job.timeout()));
    orElse(labels, PATH, job.endpoint().path());
    orElse(labels, SCHEME, job.endpoint().scheme());
    job.endpoint()
        .params()
        .forEach((name, values) -> {
          if (!values.isEmpty()) {
            labels.set(PARAMETER + name, values.getFirst());
          }
        });
    Map<String, String> discovered = Collections.unmodifiableMap(labels.toMap());
    try {
      if (!RelabelRule.apply(job.relabeling(), labels)) {
        return new Dropped(discovered);
      }
      return new Kept(target(job, labels, discovered));
    } catch (IllegalArgumentException | QueryException e) {
      return new Invalid(found.getOrDefault(TargetGroup.ADDRESS, "") + ": " + e.getMessage());
    }
  }

  private static void orElse(MutableLabels labels, String name, String value) {
    if (!labels.has(name)) {
      labels.set(name, value);
    }
  }

  private static Target target(
      JobConfig job, MutableLabels labels, Map<String, String> discovered) {
    String address = labels.get(TargetGroup.ADDRESS);
    if (address.isEmpty()) {
      throw new IllegalArgumentException("no address");
    }
    if (address.contains("/")) {
      throw new IllegalArgumentException(
          "__address__: \"" + address + "\" (expected: host:port, the path in __metrics_path__)");
    }
    Duration interval = duration(labels, INTERVAL);
    Duration timeout = duration(labels, TIMEOUT);
    if (timeout.compareTo(interval) > 0) {
      throw new IllegalArgumentException(
          TIMEOUT + ": \"" + labels.get(TIMEOUT) + "\" (expected: at most the interval)");
    }
    orElse(labels, INSTANCE, address);
    URI url = url(job, labels, address);
    SortedMap<String, String> own = labels.toMap();
    own.keySet().removeIf(name -> name.startsWith("__"));
    return new Target(Collections.unmodifiableMap(own), discovered, url, interval, timeout);
  }

  private static Duration duration(MutableLabels labels, String name) {
    try {
      Duration duration = PrometheusDuration.parse(labels.get(name));
      if (duration.isZero()) {
        throw new IllegalArgumentException("\"0\" (expected: more than 0)");
      }
      return duration;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private static URI url(JobConfig job, MutableLabels labels, String address) {
    String scheme = labels.get(SCHEME);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(SCHEME + ": \"" + scheme + "\" (expected: http or https)");
    }
    Map<String, List<String>> parameters = new TreeMap<>();
    job.endpoint()
        .params()
        .forEach((name, values) -> parameters.put(name, new ArrayList<>(values)));
    labels.forEach((name, value) -> {
      if (name.startsWith(PARAMETER)) {
        List<String> values =
            parameters.computeIfAbsent(name.substring(PARAMETER.length()), n -> new ArrayList<>());
        if (values.isEmpty()) {
          values.add(value);
        } else {
          values.set(0, value);
        }
      }
    });
    String path = labels.get(PATH);
    path = path.startsWith("/") ? path : "/" + path;
    try {
      String plain = new URI(scheme, address, path, null, null).toASCIIString();
      return new URI(parameters.isEmpty() ? plain : plain + "?" + encode(parameters));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no address for a URL: " + e.getMessage(), e);
    }
  }

  private static String encode(Map<String, List<String>> parameters) {
    StringBuilder out = new StringBuilder();
    parameters.forEach((name, values) -> {
      for (String value : values) {
        out.append(out.isEmpty() ? "" : "&")
            .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
      }
    });
    return out.toString();
  }
}
