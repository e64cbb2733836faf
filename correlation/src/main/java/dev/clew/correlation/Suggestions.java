package dev.clew.correlation;

import dev.clew.correlation.Correlation.Found;
import dev.clew.correlation.CorrelationReport.Line;
import dev.clew.correlation.CorrelationReport.SuggestedKey;
import dev.clew.correlation.CorrelationReport.Trace;
import dev.clew.model.TimeRange;
import dev.clew.model.seam.LogQueries;
import dev.clew.model.seam.TraceQueries;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Offers fields as keys under which the ID stands but which nobody has configured. */
final class Suggestions {
  /** Each costs a look at the services that have it. */
  private static final int MOST = 3;

  private final LogQueries logs;
  private final TraceQueries traces;
  private final TimeRange window;

  Suggestions(LogQueries logs, TraceQueries traces, TimeRange window) {
    this.logs = logs;
    this.traces = traces;
    this.window = window;
  }

  List<SuggestedKey> of(Found found) {
    Map<String, Integer> records = new HashMap<>();
    for (Trace trace : found.traces()) {
      trace.evidence().forEach(evidence -> count(found, evidence, records));
    }
    for (Line line : found.lines()) {
      count(found, line.evidence(), records);
    }
    return records.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MOST)
        .map(e -> new SuggestedKey(e.getKey(), e.getValue(), servicesWith(e.getKey())))
        .sorted(Comparator.comparingInt(SuggestedKey::services).reversed())
        .toList();
  }

  private static void count(Found found, Evidence evidence, Map<String, Integer> records) {
    @Nullable String field = evidence.field();
    if (evidence.kind() == Evidence.Kind.FIELD
        && field != null
        && found.keys().nameOf(field) == null) {
      records.merge(field, 1, Integer::sum);
    }
  }

  /** Services that send it in spans may do so in log lines, too: the greater number is certain. */
  private int servicesWith(String field) {
    return Math.max(logs.servicesWith(field, window), traces.servicesWith(field, window));
  }
}
