package dev.clew.model.otlp;

import dev.clew.model.Signal;

/**
 * What {@link OtlpCheck} has to know of the OTLP messages (opentelemetry-proto 1.11): the wire form
 * of each field by its number. Fields that are not listed are skipped, as newer senders may have
 * them.
 */
final class WireSchema {
  private static final int HIGHEST_FIELD = 17;

  static final WireSchema ANY_VALUE = new WireSchema("AnyValue");
  static final WireSchema ARRAY_VALUE = new WireSchema("ArrayValue");
  static final WireSchema KEY_VALUE_LIST = new WireSchema("KeyValueList");
  static final WireSchema KEY_VALUE = new WireSchema("KeyValue");
  static final WireSchema RESOURCE = new WireSchema("Resource");
  static final WireSchema SCOPE = new WireSchema("InstrumentationScope");
  static final WireSchema LOG_RECORD = new WireSchema("LogRecord");
  static final WireSchema SCOPE_LOGS = new WireSchema("ScopeLogs");
  static final WireSchema RESOURCE_LOGS = new WireSchema("ResourceLogs");
  static final WireSchema LOGS_REQUEST = new WireSchema("ExportLogsServiceRequest");
  static final WireSchema EVENT = new WireSchema("Event");
  static final WireSchema LINK = new WireSchema("Link");
  static final WireSchema STATUS = new WireSchema("Status");
  static final WireSchema SPAN = new WireSchema("Span");
  static final WireSchema SCOPE_SPANS = new WireSchema("ScopeSpans");
  static final WireSchema RESOURCE_SPANS = new WireSchema("ResourceSpans");
  static final WireSchema TRACES_REQUEST = new WireSchema("ExportTraceServiceRequest");
  static final WireSchema EXEMPLAR = new WireSchema("Exemplar");
  static final WireSchema NUMBER_POINT = new WireSchema("NumberDataPoint");
  static final WireSchema HISTOGRAM_POINT = new WireSchema("HistogramDataPoint");
  static final WireSchema BUCKETS = new WireSchema("Buckets");
  static final WireSchema EXPONENTIAL_POINT = new WireSchema("ExponentialHistogramDataPoint");
  static final WireSchema QUANTILE = new WireSchema("ValueAtQuantile");
  static final WireSchema SUMMARY_POINT = new WireSchema("SummaryDataPoint");
  static final WireSchema NUMBERS = new WireSchema("Gauge/Sum");
  static final WireSchema HISTOGRAM = new WireSchema("Histogram");
  static final WireSchema EXPONENTIAL_HISTOGRAM = new WireSchema("ExponentialHistogram");
  static final WireSchema SUMMARY = new WireSchema("Summary");
  static final WireSchema METRIC = new WireSchema("Metric");
  static final WireSchema SCOPE_METRICS = new WireSchema("ScopeMetrics");
  static final WireSchema RESOURCE_METRICS = new WireSchema("ResourceMetrics");
  static final WireSchema METRICS_REQUEST = new WireSchema("ExportMetricsServiceRequest");

  /** How a field's value is laid out. */
  enum Form {
    VARINT,
    FIXED64,
    FIXED32,
    TEXT,
    /** Text or bytes inside an AnyValue: their length is limited. */
    VALUE,
    TRACE_ID,
    SPAN_ID,
    PACKED_FIXED64,
    PACKED_VARINT,
    /** When a log record or span was. */
    RECORD_TIME,
    /** When a log record was seen or a span ended, which stands in for a time that is missing. */
    OBSERVED_TIME,
    /** The time of a data point. */
    POINT_TIME,
    /** The value of a data point that is a number. */
    POINT_NUMBER,
    POINT_FLAGS,
    /** The resolution of an exponential histogram. */
    POINT_SCALE,
    MESSAGE,
    /** A message that goes when it has an ID that is none. */
    LINK,
    /** A KeyValue of the message's attributes: their number is limited. */
    ATTRIBUTE,
    /** A message that counts as one record. */
    RECORD
  }

  /** One field. */
  record Field(String name, Form form, WireSchema message) {}

  private final String name;
  private final Field[] fields = new Field[HIGHEST_FIELD];

  private WireSchema(String name) {
    this.name = name;
  }

  /** The message's name in the protocol. */
  @Override
  public String toString() {
    return name;
  }

  boolean isPoint() {
    return this == NUMBER_POINT
        || this == HISTOGRAM_POINT
        || this == EXPONENTIAL_POINT
        || this == SUMMARY_POINT;
  }

  /** The field of a number, or null when the schema does not know it. */
  @org.jspecify.annotations.Nullable
  Field field(int number) {
    return number < HIGHEST_FIELD ? fields[number] : null;
  }

  static WireSchema request(Signal signal) {
    return switch (signal) {
      case LOGS -> LOGS_REQUEST;
      case METRICS -> METRICS_REQUEST;
      case TRACES -> TRACES_REQUEST;
    };
  }

  private WireSchema with(int number, String name, Form form) {
    fields[number] = new Field(name, form, this);
    return this;
  }

  private WireSchema with(int number, String name, WireSchema message) {
    fields[number] = new Field(name, Form.MESSAGE, message);
    return this;
  }

  private WireSchema records(int number, String name, WireSchema message) {
    fields[number] = new Field(name, Form.RECORD, message);
    return this;
  }

  private WireSchema links(int number, WireSchema message) {
    fields[number] = new Field("links", Form.LINK, message);
    return this;
  }

  private WireSchema attributes(int number) {
    fields[number] = new Field("attributes", Form.ATTRIBUTE, KEY_VALUE);
    return this;
  }

  static {
    common();
    logs();
    traces();
    metricPoints();
    metrics();
  }

  private static void common() {
    ANY_VALUE
        .with(1, "string_value", Form.VALUE)
        .with(2, "bool_value", Form.VARINT)
        .with(3, "int_value", Form.VARINT)
        .with(4, "double_value", Form.FIXED64)
        .with(5, "array_value", ARRAY_VALUE)
        .with(6, "kvlist_value", KEY_VALUE_LIST)
        .with(7, "bytes_value", Form.VALUE);
    ARRAY_VALUE.with(1, "values", ANY_VALUE);
    KEY_VALUE_LIST.with(1, "values", KEY_VALUE);
    KEY_VALUE.with(1, "key", Form.TEXT).with(2, "value", ANY_VALUE);
    RESOURCE.attributes(1).with(2, "dropped_attributes_count", Form.VARINT);
    SCOPE
        .with(1, "name", Form.TEXT)
        .with(2, "version", Form.TEXT)
        .attributes(3)
        .with(4, "dropped_attributes_count", Form.VARINT);
  }

  private static void logs() {
    LOG_RECORD
        .with(1, "time_unix_nano", Form.RECORD_TIME)
        .with(2, "severity_number", Form.VARINT)
        .with(3, "severity_text", Form.TEXT)
        .with(5, "body", ANY_VALUE)
        .attributes(6)
        .with(7, "dropped_attributes_count", Form.VARINT)
        .with(8, "flags", Form.FIXED32)
        .with(9, "trace_id", Form.TRACE_ID)
        .with(10, "span_id", Form.SPAN_ID)
        .with(11, "observed_time_unix_nano", Form.OBSERVED_TIME)
        .with(12, "event_name", Form.TEXT);
    SCOPE_LOGS
        .with(1, "scope", SCOPE)
        .records(2, "log_records", LOG_RECORD)
        .with(3, "schema_url", Form.TEXT);
    RESOURCE_LOGS
        .with(1, "resource", RESOURCE)
        .with(2, "scope_logs", SCOPE_LOGS)
        .with(3, "schema_url", Form.TEXT);
    LOGS_REQUEST.with(1, "resource_logs", RESOURCE_LOGS);
  }

  private static void traces() {
    EVENT
        .with(1, "time_unix_nano", Form.FIXED64)
        .with(2, "name", Form.TEXT)
        .attributes(3)
        .with(4, "dropped_attributes_count", Form.VARINT);
    LINK.with(1, "trace_id", Form.TRACE_ID)
        .with(2, "span_id", Form.SPAN_ID)
        .with(3, "trace_state", Form.TEXT)
        .attributes(4)
        .with(5, "dropped_attributes_count", Form.VARINT)
        .with(6, "flags", Form.FIXED32);
    STATUS.with(2, "message", Form.TEXT).with(3, "code", Form.VARINT);
    SPAN.with(1, "trace_id", Form.TRACE_ID)
        .with(2, "span_id", Form.SPAN_ID)
        .with(3, "trace_state", Form.TEXT)
        .with(4, "parent_span_id", Form.SPAN_ID)
        .with(5, "name", Form.TEXT)
        .with(6, "kind", Form.VARINT)
        .with(7, "start_time_unix_nano", Form.RECORD_TIME)
        .with(8, "end_time_unix_nano", Form.OBSERVED_TIME)
        .attributes(9)
        .with(10, "dropped_attributes_count", Form.VARINT)
        .with(11, "events", EVENT)
        .with(12, "dropped_events_count", Form.VARINT)
        .links(13, LINK)
        .with(14, "dropped_links_count", Form.VARINT)
        .with(15, "status", STATUS)
        .with(16, "flags", Form.FIXED32);
    SCOPE_SPANS.with(1, "scope", SCOPE).records(2, "spans", SPAN).with(3, "schema_url", Form.TEXT);
    RESOURCE_SPANS
        .with(1, "resource", RESOURCE)
        .with(2, "scope_spans", SCOPE_SPANS)
        .with(3, "schema_url", Form.TEXT);
    TRACES_REQUEST.with(1, "resource_spans", RESOURCE_SPANS);
  }

  private static void metricPoints() {
    EXEMPLAR
        .with(2, "time_unix_nano", Form.FIXED64)
        .with(3, "as_double", Form.FIXED64)
        .with(4, "span_id", Form.SPAN_ID)
        .with(5, "trace_id", Form.TRACE_ID)
        .with(6, "as_int", Form.FIXED64)
        .with(7, "filtered_attributes", KEY_VALUE);
    NUMBER_POINT
        .with(2, "start_time_unix_nano", Form.FIXED64)
        .with(3, "time_unix_nano", Form.POINT_TIME)
        .with(4, "as_double", Form.POINT_NUMBER)
        .with(5, "exemplars", EXEMPLAR)
        .with(6, "as_int", Form.POINT_NUMBER)
        .attributes(7)
        .with(8, "flags", Form.POINT_FLAGS);
    HISTOGRAM_POINT
        .with(2, "start_time_unix_nano", Form.FIXED64)
        .with(3, "time_unix_nano", Form.POINT_TIME)
        .with(4, "count", Form.FIXED64)
        .with(5, "sum", Form.FIXED64)
        .with(6, "bucket_counts", Form.PACKED_FIXED64)
        .with(7, "explicit_bounds", Form.PACKED_FIXED64)
        .with(8, "exemplars", EXEMPLAR)
        .attributes(9)
        .with(10, "flags", Form.POINT_FLAGS)
        .with(11, "min", Form.FIXED64)
        .with(12, "max", Form.FIXED64);
    BUCKETS.with(1, "offset", Form.VARINT).with(2, "bucket_counts", Form.PACKED_VARINT);
    EXPONENTIAL_POINT
        .attributes(1)
        .with(2, "start_time_unix_nano", Form.FIXED64)
        .with(3, "time_unix_nano", Form.POINT_TIME)
        .with(4, "count", Form.FIXED64)
        .with(5, "sum", Form.FIXED64)
        .with(6, "scale", Form.POINT_SCALE)
        .with(7, "zero_count", Form.FIXED64)
        .with(8, "positive", BUCKETS)
        .with(9, "negative", BUCKETS)
        .with(10, "flags", Form.POINT_FLAGS)
        .with(11, "exemplars", EXEMPLAR)
        .with(12, "min", Form.FIXED64)
        .with(13, "max", Form.FIXED64)
        .with(14, "zero_threshold", Form.FIXED64);
    QUANTILE.with(1, "quantile", Form.FIXED64).with(2, "value", Form.FIXED64);
    SUMMARY_POINT
        .with(2, "start_time_unix_nano", Form.FIXED64)
        .with(3, "time_unix_nano", Form.POINT_TIME)
        .with(4, "count", Form.FIXED64)
        .with(5, "sum", Form.FIXED64)
        .with(6, "quantile_values", QUANTILE)
        .attributes(7)
        .with(8, "flags", Form.POINT_FLAGS);
  }

  private static void metrics() {
    NUMBERS
        .records(1, "data_points", NUMBER_POINT)
        .with(2, "aggregation_temporality", Form.VARINT)
        .with(3, "is_monotonic", Form.VARINT);
    HISTOGRAM
        .records(1, "data_points", HISTOGRAM_POINT)
        .with(2, "aggregation_temporality", Form.VARINT);
    EXPONENTIAL_HISTOGRAM
        .records(1, "data_points", EXPONENTIAL_POINT)
        .with(2, "aggregation_temporality", Form.VARINT);
    SUMMARY.records(1, "data_points", SUMMARY_POINT);
    METRIC
        .with(1, "name", Form.TEXT)
        .with(2, "description", Form.TEXT)
        .with(3, "unit", Form.TEXT)
        .with(5, "gauge", NUMBERS)
        .with(7, "sum", NUMBERS)
        .with(9, "histogram", HISTOGRAM)
        .with(10, "exponential_histogram", EXPONENTIAL_HISTOGRAM)
        .with(11, "summary", SUMMARY)
        .with(12, "metadata", KEY_VALUE);
    SCOPE_METRICS
        .with(1, "scope", SCOPE)
        .with(2, "metrics", METRIC)
        .with(3, "schema_url", Form.TEXT);
    RESOURCE_METRICS
        .with(1, "resource", RESOURCE)
        .with(2, "scope_metrics", SCOPE_METRICS)
        .with(3, "schema_url", Form.TEXT);
    METRICS_REQUEST.with(1, "resource_metrics", RESOURCE_METRICS);
  }
}
