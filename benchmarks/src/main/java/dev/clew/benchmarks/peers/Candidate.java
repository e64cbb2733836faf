package dev.clew.benchmarks.peers;

import java.util.List;
import java.util.Map;

/**
 * A server to compare: how it is started and where it listens. {@code PORT} in a command or
 * variable stands for a free port, {@code PORT2} for another, {@code DATA} for its directory.
 *
 * @param prefix what stands before {@code /api/v1/query}
 * @param ready a path that is answered with 200 once queries are
 * @param write the path that takes the samples
 * @param writePort which of the ports takes them, 1 or 2
 * @param stored directories below {@code DATA} that hold the samples and their index
 * @param settle paths to ask for once everything is sent, to have it written and merged
 */
record Candidate(
    String name,
    List<String> command,
    Map<String, String> environment,
    String prefix,
    String ready,
    boolean otlp,
    String write,
    int writePort,
    List<String> stored,
    List<String> settle) {
  static Candidate of(String name, String clew) {
    return switch (name) {
      case "clew", "clew-otlp" -> clew(name, clew);
      case "prometheus" -> prometheus();
      case "victoria-metrics" -> victoriaMetrics();
      default ->
          throw new IllegalArgumentException(
              "candidate: \""
                  + name
                  + "\" (expected: clew, clew-otlp, prometheus or victoria-metrics)");
    };
  }

  private static Candidate clew(String name, String server) {
    boolean otlp = name.equals("clew-otlp");
    return new Candidate(
        name,
        List.of(server, "--data", "DATA"),
        Map.of(
            "JAVA_HOME", System.getProperty("java.home"),
            "CLEW_HTTP_PORT", "PORT",
            "CLEW_COLLECTOR_HTTP_PORT", "PORT2",
            "CLEW_COLLECTOR_GRPC_PORT", "PORT3",
            "JAVA_OPTS", System.getenv().getOrDefault("CLEW_JAVA_OPTS", "-Xmx1g")),
        "/prometheus",
        "/health/ready",
        otlp,
        otlp ? "/v1/metrics" : "/prometheus/api/v1/write",
        2,
        List.of("metrics"),
        List.of());
  }

  private static Candidate prometheus() {
    return new Candidate(
        "prometheus",
        List.of(
            "prometheus",
            "--config.file=DATA/prometheus.yml",
            "--storage.tsdb.path=DATA/tsdb",
            "--storage.tsdb.retention.time=20d",
            "--web.enable-remote-write-receiver",
            "--query.max-samples=500000000",
            "--web.listen-address=127.0.0.1:PORT",
            "--log.level=warn"),
        Map.of(),
        "",
        "/-/ready",
        false,
        "/api/v1/write",
        1,
        List.of("tsdb"),
        List.of());
  }

  private static Candidate victoriaMetrics() {
    return new Candidate(
        "victoria-metrics",
        List.of(
            "victoria-metrics",
            "-storageDataPath=DATA/storage",
            "-retentionPeriod=2",
            "-httpListenAddr=127.0.0.1:PORT",
            "-search.maxPointsPerTimeseries=100000",
            "-search.maxUniqueTimeseries=10000000",
            "-search.disableCache",
            "-loggerLevel=WARN"),
        Map.of(),
        "",
        "/health",
        false,
        "/api/v1/write",
        1,
        List.of("storage/data", "storage/indexdb"),
        List.of("/internal/force_flush", "/internal/force_merge"));
  }
}
