package dev.clew.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;

/**
 * The metrics of one name that every instance of the fleet has.
 *
 * @param name as OpenTelemetry SDKs call it
 * @param unit in UCUM, may be empty
 * @param stored the name under which it is found with PromQL
 * @param points the attributes of each point, names and values in turn
 */
record Family(String name, String unit, String stored, Kind kind, List<List<String>> points) {
  /** How values go on from one export to the next. */
  enum Kind {
    /** A request duration, cumulative, explicit buckets. */
    HISTOGRAM,
    /** Whole numbers that only grow. */
    COUNTER,
    /** Processor seconds, which have a fraction. */
    SECONDS,
    /** Whole numbers that go up and down. */
    LEVEL,
    /** Shares with three decimals. */
    SHARE,
    /** Limits and versions. */
    CONSTANT;

    boolean monotonic() {
      return this == COUNTER || this == SECONDS;
    }
  }

  /** Upper bounds in seconds; one more bucket is above the last. */
  static final double[] BOUNDS = {
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
  };

  private static final String[] ROUTES = {
    "/", "/cart", "/cart/{id}", "/checkout", "/orders", "/orders/{id}", "/products/{id}", "/search"
  };

  /** 250 series an instance: 136 of histograms, 68 counters, 30 gauges and 16 constants. */
  static final List<Family> ALL =
      List.of(
          new Family(
              "http.server.request.duration",
              "s",
              "http_server_request_duration_seconds",
              Kind.HISTOGRAM,
              product("http.route", ROUTES)),
          new Family(
              "http.server.requests",
              "{request}",
              "http_server_requests_total",
              Kind.COUNTER,
              product("http.route", ROUTES, "http.response.status_code", "200", "404", "500")),
          new Family(
              "process.cpu.time",
              "s",
              "process_cpu_time_seconds_total",
              Kind.SECONDS,
              product("cpu", numbers(8), "cpu.mode", "system", "user")),
          new Family(
              "network.io",
              "By",
              "network_io_bytes_total",
              Kind.COUNTER,
              product("device", numbers(4), "direction", "receive", "transmit")),
          new Family(
              "gc.collections",
              "",
              "gc_collections_total",
              Kind.COUNTER,
              product("collector", numbers(4))),
          new Family(
              "cache.hits", "", "cache_hits_total", Kind.COUNTER, product("cache", numbers(8))),
          new Family(
              "cache.misses", "", "cache_misses_total", Kind.COUNTER, product("cache", numbers(8))),
          new Family(
              "process.memory.used",
              "By",
              "process_memory_used_bytes",
              Kind.LEVEL,
              product("pool", numbers(8))),
          new Family("queue.depth", "", "queue_depth", Kind.LEVEL, product("queue", numbers(8))),
          new Family(
              "cpu.utilization",
              "1",
              "cpu_utilization_ratio",
              Kind.SHARE,
              product("cpu", numbers(8))),
          new Family("thread.count", "", "thread_count", Kind.LEVEL, product("state", numbers(6))),
          new Family(
              "limit.value", "", "limit_value", Kind.CONSTANT, product("limit", numbers(16))));

  private static List<List<String>> product(String name, String... values) {
    List<List<String>> points = new ArrayList<>();
    for (String value : values) {
      points.add(List.of(name, value));
    }
    return points;
  }

  private static List<List<String>> product(
      String name, String[] values, String other, String... others) {
    List<List<String>> points = new ArrayList<>();
    for (String value : values) {
      for (String second : others) {
        points.add(List.of(name, value, other, second));
      }
    }
    return points;
  }

  private static String[] numbers(int count) {
    String[] texts = new String[count];
    for (int i = 0; i < count; i++) {
      texts[i] = Integer.toString(i);
    }
    return texts;
  }

  /** Series in a time-series database for one point: a histogram has its buckets, sum and count. */
  int seriesPerPoint() {
    return kind == Kind.HISTOGRAM ? BOUNDS.length + 3 : 1;
  }
}
