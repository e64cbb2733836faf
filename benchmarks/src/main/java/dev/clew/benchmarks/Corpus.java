package dev.clew.benchmarks;

/** Makes OTLP export requests of one signal; the same seed makes the same requests but for time. */
public interface Corpus {
  /** The path of OTLP/HTTP that takes the requests. */
  String path();

  /**
   * A serialized export request.
   *
   * @param index number of the request, from 0; requests of different numbers differ
   * @param records how many records it carries
   * @param nowNanos instant of the newest record
   */
  byte[] request(long index, int records, long nowNanos);

  static Corpus of(String signal) {
    return switch (signal) {
      case "logs" -> new LogCorpus();
      case "traces" -> new SpanCorpus();
      case "metrics" -> new MetricCorpus(new MetricCorpus.Shape(40, 250));
      default ->
          throw new IllegalArgumentException(
              "signal: \"" + signal + "\" (expected: logs, traces or metrics)");
    };
  }
}
