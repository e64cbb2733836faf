package dev.clew.benchmarks.soak;

import dev.clew.benchmarks.attack.Answer;
import dev.clew.benchmarks.attack.Target;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Asks one thing after another and counts the answers by status. */
final class Questions implements Runnable {
  private static final List<String> ALL =
      List.of(
          "/api/clew/v1/logs/search?query=" + Target.encode("service:counted"),
          "/api/clew/v1/logs/histogram?query=*",
          "/api/clew/v1/logs/facets?query=*",
          "/api/clew/v1/logs/analyze?query=" + Target.encode("* | stats count() by (service)"),
          "/api/clew/v1/traces/search?query=" + Target.encode("service:counted"),
          "/api/clew/v1/services",
          "/prometheus/api/v1/query?query=" + Target.encode("count({__name__=~\"counted.*\"})"),
          "/prometheus/api/v1/query?query=" + Target.encode("clew_buffer_unread_entries"),
          "/loki/api/v1/query_range?query="
              + Target.encode("sum(rate({service_name=~\".+\"}[1m]))"),
          "/api/clew/v1/status",
          "/metrics");

  private final Target target;
  private final Map<Integer, LongAdder> byStatus;
  private volatile boolean stopped;

  Questions(Target target, Map<Integer, LongAdder> byStatus) {
    this.target = target;
    this.byStatus = byStatus;
  }

  /** One count per status; 0 stands for no answer. */
  static Map<Integer, LongAdder> counts() {
    return new ConcurrentSkipListMap<>();
  }

  @Override
  public void run() {
    for (int i = 0; !stopped; i++) {
      Answer answer = target.get(ALL.get(i % ALL.size()));
      byStatus.computeIfAbsent(answer.status(), status -> new LongAdder()).increment();
      if (answer.status() == 500) {
        System.out.println("answered 500: " + ALL.get(i % ALL.size()) + ": " + answer);
      }
      if (answer.status() == 0) {
        return; // killed
      }
    }
  }

  void stop() {
    stopped = true;
  }
}
