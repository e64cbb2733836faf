package dev.clew.collector.scrape.exposition;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads whole bodies into text that tests can compare. */
final class Expositions {
  private Expositions() {}

  static List<String> text(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return list(new PrometheusText(bytes, bytes.length));
  }

  static List<String> openMetrics(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return list(new OpenMetricsText(bytes, bytes.length));
  }

  static List<String> list(Exposition exposition) {
    List<String> entries = new ArrayList<>();
    while (true) {
      Exposition.Entry entry = exposition.next();
      switch (entry) {
        case END -> {
          return entries;
        }
        case TYPE, HELP, UNIT ->
            entries.add(entry + " " + exposition.family() + " " + exposition.text());
        case SERIES ->
            entries.add(series(exposition) + " " + exposition.value() + tail(exposition));
        case HISTOGRAM -> entries.add(series(exposition) + " histogram" + tail(exposition));
      }
    }
  }

  private static String series(Exposition exposition) {
    Map<String, String> labels = new TreeMap<>();
    exposition.labels(labels::put);
    return labels.remove("__name__") + labels;
  }

  private static String tail(Exposition exposition) {
    String time = exposition.hasTimestamp() ? " @" + exposition.timestampMillis() : "";
    String start = exposition.startMillis() == 0 ? "" : " since " + exposition.startMillis();
    StringBuilder exemplars = new StringBuilder();
    for (ScrapedExemplar exemplar : exposition.exemplars()) {
      exemplars
          .append(" # ")
          .append(exemplar.labels().asMap())
          .append(' ')
          .append(exemplar.value())
          .append(exemplar.timestampMillis() == 0 ? "" : " @" + exemplar.timestampMillis());
    }
    return time + start + exemplars;
  }
}
