package dev.clew.metricsstore.http;

import dev.clew.metricsstore.http.FederationApi.Latest;
import dev.clew.metricsstore.promql.notation.Numbers;
import dev.clew.model.Labels;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Prometheus' text format, version 0.0.4. */
record FederationText(boolean utf8Names) implements FederationFormat {
  @Override
  public void write(List<Latest> samples, OutputStream target) throws IOException {
    String name = "";
    StringBuilder line = new StringBuilder();
    for (Latest sample : samples) {
      if (sample.histogram() != null) {
        continue;
      }
      line.setLength(0);
      if (!sample.labels().metricName().equals(name)) {
        name = sample.labels().metricName();
        line.append("# TYPE ");
        name(name, true, line);
        line.append(" untyped\n");
      }
      series(sample.labels(), line);
      line.append(' ').append(Numbers.general(sample.value())).append(' ');
      line.append(sample.timeMillis()).append('\n');
      target.write(line.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private void name(String name, boolean metric, StringBuilder line) {
    if (FederationFormat.isPlain(name, metric)) {
      line.append(name);
    } else if (utf8Names) {
      quote(name, line);
    } else {
      line.append(FederationFormat.underscored(name, metric));
    }
  }

  private void series(Labels labels, StringBuilder line) {
    String metric = labels.metricName();
    boolean quoted = utf8Names && !FederationFormat.isPlain(metric, true);
    if (!quoted) {
      name(metric, true, line);
    }
    line.append('{');
    if (quoted) {
      quote(metric, line);
    }
    for (Map.Entry<String, String> label : labels.asMap().entrySet()) {
      if (!label.getKey().equals(Labels.METRIC_NAME)) {
        label(label.getKey(), label.getValue(), line);
      }
    }
    if (labels.get("instance").isEmpty()) {
      // So that the reader does not take itself for the instance.
      label("instance", "", line);
    }
    line.append('}');
  }

  private void label(String name, String value, StringBuilder line) {
    if (line.charAt(line.length() - 1) != '{') {
      line.append(',');
    }
    name(name, false, line);
    line.append('=');
    quote(value, line);
  }

  private static void quote(String text, StringBuilder line) {
    line.append('"');
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '\\' -> line.append("\\\\");
        case '"' -> line.append("\\\"");
        case '\n' -> line.append("\\n");
        default -> line.append(text.charAt(i));
      }
    }
    line.append('"');
  }
}
