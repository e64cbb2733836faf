package dev.clew.packaging;

import dev.clew.logstore.LogStore;
import dev.clew.metricsstore.MetricsStore;
import dev.clew.storage.upkeep.Expiring;
import dev.clew.tracestore.TraceStore;
import java.util.List;

/** The three stores of the appliance. */
record Stores(LogStore logs, MetricsStore metrics, TraceStore traces) {

  /** The same as what keeps days and drops them. */
  List<Expiring> expiring() {
    return List.of(logs.blocks().expiry(), traces.blocks().expiry(), metrics);
  }

  /** When the newest day begins that is stored; {@link Long#MIN_VALUE} without any. */
  long newestMillis() {
    return expiring().stream().mapToLong(Expiring::newestMillis).max().orElse(Long.MIN_VALUE);
  }
}
