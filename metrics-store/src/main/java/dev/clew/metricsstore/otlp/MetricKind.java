package dev.clew.metricsstore.otlp;

/** What a metric measures, as far as names and metadata differ. */
enum MetricKind {
  GAUGE(1, "gauge"),
  COUNTER(2, "counter"),
  /** A sum that may fall. */
  UP_DOWN_COUNTER(3, "gauge"),
  HISTOGRAM(4, "histogram"),
  EXPONENTIAL_HISTOGRAM(5, "histogram"),
  SUMMARY(6, "summary");

  private final int code;
  private final String prometheusType;

  MetricKind(int code, String prometheusType) {
    this.code = code;
    this.prometheusType = prometheusType;
  }

  /** Tells kinds apart in hashes. */
  int code() {
    return code;
  }

  String prometheusType() {
    return prometheusType;
  }
}
