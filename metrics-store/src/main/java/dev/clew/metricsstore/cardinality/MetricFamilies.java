package dev.clew.metricsstore.cardinality;

import dev.clew.metricsstore.series.MetricMetadata;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Puts metric names together into families: by what senders said of them, else by their endings.
 */
public final class MetricFamilies {
  private static final MetricMetadata UNKNOWN = new MetricMetadata("unknown", "", "");

  /** Endings that belong to a family of each type; the bare name belongs to all. */
  private static final Map<String, Set<String>> ENDINGS =
      Map.of(
          "histogram", Set.of("_bucket", "_sum", "_count", "_created"),
          "gaugehistogram", Set.of("_bucket", "_gsum", "_gcount"),
          "summary", Set.of("_sum", "_count", "_created"),
          "counter", Set.of("_total", "_created"),
          "info", Set.of("_info"));

  private static final List<String> ALL_ENDINGS =
      List.of("_bucket", "_sum", "_count", "_created", "_gsum", "_gcount", "_total", "_info");

  private final Map<String, List<MetricMetadata>> metadata;
  private final Set<String> names = new HashSet<>();
  private final Map<String, Set<String>> labels;

  private MetricFamilies(List<MetricName> all, Map<String, List<MetricMetadata>> metadata) {
    this.metadata = metadata;
    labels = new TreeMap<>();
    for (MetricName one : all) {
      names.add(one.name());
      labels.put(one.name(), one.labels());
    }
  }

  /** The families of all names, sorted by name. */
  public static List<MetricFamily> of(
      List<MetricName> all, Map<String, List<MetricMetadata>> metadata) {
    MetricFamilies families = new MetricFamilies(all, metadata);
    Map<String, List<MetricName>> members = new TreeMap<>();
    for (MetricName one : all) {
      members.computeIfAbsent(families.family(one.name()), f -> new ArrayList<>()).add(one);
    }
    List<MetricFamily> found = new ArrayList<>(members.size());
    members.forEach((family, of) -> found.add(families.family(family, of)));
    return found;
  }

  /** What was said of a family, the latest first to count. */
  private MetricMetadata said(String family) {
    List<MetricMetadata> all = metadata.getOrDefault(family, List.of());
    return all.isEmpty() ? UNKNOWN : all.getLast();
  }

  private String family(String name) {
    if (metadata.containsKey(name)) {
      return name;
    }
    for (String ending : ALL_ENDINGS) {
      if (name.endsWith(ending) && name.length() > ending.length()) {
        String stem = name.substring(0, name.length() - ending.length());
        if (ENDINGS.getOrDefault(said(stem).type(), Set.of()).contains(ending)
            || (said(stem).equals(UNKNOWN) && looksLikeHistogram(stem, ending))
            || (said(stem).equals(UNKNOWN) && looksLikeSummary(stem, ending))) {
          return stem;
        }
      }
    }
    return name;
  }

  private boolean looksLikeHistogram(String stem, String ending) {
    return ENDINGS.getOrDefault("histogram", Set.of()).contains(ending)
        && names.contains(stem + "_count")
        && labels.getOrDefault(stem + "_bucket", Set.of()).contains("le");
  }

  private boolean looksLikeSummary(String stem, String ending) {
    return ENDINGS.getOrDefault("summary", Set.of()).contains(ending)
        && names.contains(stem + "_count")
        && labels.getOrDefault(stem, Set.of()).contains("quantile");
  }

  private MetricFamily family(String family, List<MetricName> members) {
    Set<String> all = new TreeSet<>();
    List<String> of = new ArrayList<>();
    long series = 0;
    long before = 0;
    for (MetricName member : members) {
      all.addAll(member.labels());
      of.add(member.name());
      series += member.series();
      before += member.seriesBefore();
    }
    MetricMetadata said = said(family);
    String type = said.type().isEmpty() ? UNKNOWN.type() : said.type();
    if (type.equals(UNKNOWN.type())) {
      type = guess(family);
    }
    boolean histograms =
        (type.equals("histogram") || type.equals("gaugehistogram")) && names.contains(family);
    return new MetricFamily(
        family, of, type, said.unit(), said.help(), series, before, all.size(), histograms);
  }

  private String guess(String family) {
    if (looksLikeHistogram(family, "_bucket")) {
      return "histogram";
    }
    if (looksLikeSummary(family, "_sum")) {
      return "summary";
    }
    return family.endsWith("_total") ? "counter" : UNKNOWN.type();
  }
}
