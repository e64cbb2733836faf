package dev.clew.collector.scrape.exposition;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The formats that can be asked for, by the names that {@code scrape_protocols} has for them. */
public enum ExpositionFormat {
  PROMETHEUS_PROTO(
      "PrometheusProto",
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
      true),
  OPEN_METRICS_1("OpenMetricsText1.0.0", "application/openmetrics-text;version=1.0.0", true),
  OPEN_METRICS_0("OpenMetricsText0.0.1", "application/openmetrics-text;version=0.0.1", false),
  TEXT_1("PrometheusText1.0.0", "text/plain;version=1.0.0", true),
  TEXT_0("PrometheusText0.0.4", "text/plain;version=0.0.4", false);

  public static final List<ExpositionFormat> DEFAULTS =
      List.of(OPEN_METRICS_1, OPEN_METRICS_0, TEXT_1, TEXT_0);

  /** Native histograms exist only in protobuf. */
  public static final List<ExpositionFormat> PROTOBUF_FIRST =
      List.of(PROMETHEUS_PROTO, OPEN_METRICS_1, OPEN_METRICS_0, TEXT_1, TEXT_0);

  private final String id;
  private final String mediaType;
  private final boolean escapes;

  ExpositionFormat(String id, String mediaType, boolean escapes) {
    this.id = id;
    this.mediaType = mediaType;
    this.escapes = escapes;
  }

  public String id() {
    return id;
  }

  public static Optional<ExpositionFormat> byId(String id) {
    return Arrays.stream(values()).filter(format -> format.id.equals(id)).findFirst();
  }

  public static String ids() {
    return Arrays.stream(values()).map(ExpositionFormat::id).collect(Collectors.joining(", "));
  }

  /**
   * The Accept header that asks for formats in this order.
   *
   * @param escaping how names that are no classic ones are wanted, such as {@code allow-utf-8}
   */
  public static String accept(List<ExpositionFormat> formats, String escaping) {
    StringBuilder out = new StringBuilder();
    int weight = values().length + 1;
    for (ExpositionFormat format : formats) {
      out.append(format.mediaType);
      if (format.escapes) {
        out.append(";escaping=").append(escaping);
      }
      out.append(";q=0.").append(weight--).append(',');
    }
    return out.append("*/*;q=0.").append(weight).toString();
  }

  /**
   * Opens a body.
   *
   * @param contentType as the target sent it; null when it sent none
   * @param fallback the format when the target does not say it in words that are known; null for
   *     none
   * @throws ExpositionException when the format is not known
   */
  public static Exposition open(
      byte[] body,
      int length,
      @Nullable String contentType,
      @Nullable ExpositionFormat fallback,
      HistogramChoice choice) {
    Exposition plain = choose(body, length, contentType, fallback, choice);
    return choice.toCustomBuckets() ? new CustomBuckets(plain, choice) : plain;
  }

  private static Exposition choose(
      byte[] body,
      int length,
      @Nullable String contentType,
      @Nullable ExpositionFormat fallback,
      HistogramChoice choice) {
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    int semicolon = type.indexOf(';');
    String essence = (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
    switch (essence) {
      case "text/plain" -> {
        return new PrometheusText(body, length);
      }
      case "application/openmetrics-text" -> {
        return new OpenMetricsText(body, length);
      }
      case "application/vnd.google.protobuf" -> {
        if (type.contains("io.prometheus.client.metricfamily")
            && (type.contains("encoding=delimited") || type.contains("encoding=\"delimited\""))) {
          return new ProtobufExposition(body, length, choice);
        }
      }
      default -> {}
    }
    if (fallback == null) {
      String had = contentType == null ? "no Content-Type" : "Content-Type \"" + contentType + '"';
      throw new ExpositionException(
          had
              + " (expected: text/plain, application/openmetrics-text or protobuf of"
              + " io.prometheus.client.MetricFamily; or set fallback_scrape_protocol)");
    }
    return switch (fallback) {
      case PROMETHEUS_PROTO -> new ProtobufExposition(body, length, choice);
      case OPEN_METRICS_1, OPEN_METRICS_0 -> new OpenMetricsText(body, length);
      case TEXT_1, TEXT_0 -> new PrometheusText(body, length);
    };
  }
}
