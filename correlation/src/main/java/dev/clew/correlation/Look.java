package dev.clew.correlation;

import dev.clew.model.CorrelationId;
import dev.clew.model.LogRecord;
import dev.clew.model.Span;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.seam.LogQueries;
import dev.clew.model.seam.TraceQueries;
import dev.clew.model.sighting.NewestOfEach;
import dev.clew.model.sighting.Sightings;
import dev.clew.model.sighting.Sought;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One look for an ID: first everything that has it, then everything of the traces that it leads to.
 * All of it is counted; what there is room for is chosen so that each trace and each service has a
 * share, those that have the ID before those of their traces.
 */
final class Look {
  /** Rows of a signal that are kept to choose among: a few MiB. */
  private static final int KEPT = 20_000;

  /** Traces of which spans and lines are counted. An ID that leads to more is none of one thing. */
  private static final int MOST_TRACES = 5_000;

  private final CorrelationConfig config;
  private final IdMatches matches;
  private final TimeRange range;
  private final int limit;

  private final Sightings<Span> carryingSpans;
  private final Sightings<LogRecord> carryingLogs;
  private final List<LogRecord> mentioningLogs = new ArrayList<>();
  private final Set<Long> mentioningSpans = new HashSet<>();
  private final List<String> partial = new ArrayList<>();

  /** The traces that the ID leads to, the newest first, each with the service that told of it. */
  private final Map<TraceId, String> ledTo = new LinkedHashMap<>();

  private final Set<TraceId> allTraces = new HashSet<>();
  private final Sightings<Span> spans;
  private final Sightings<LogRecord> lines;

  Look(
      CorrelationConfig config,
      LogQueries logs,
      TraceQueries traces,
      CorrelationId id,
      IdMatches matches,
      Bounds bounds) {
    this.config = config;
    this.matches = matches;
    this.range = bounds.range();
    this.limit = bounds.limit();
    Both<Found<Span>, Found<LogRecord>> found =
        Both.of(
            () ->
                Found.of(
                    traces.sightings(Sought.carrying(id), range, KEPT),
                    () -> everywhere(traces::mentioning, id)),
            () ->
                Found.of(
                    logs.sightings(Sought.carrying(id), range, KEPT),
                    () -> everywhere(logs::mentioning, id)));
    carryingSpans = found.first().carrying();
    carryingLogs = found.second().carrying();
    told(carryingSpans.partial(), "Spans");
    told(carryingLogs.partial(), "Log lines");
    Map<TraceId, Long> newest = new HashMap<>();
    Map<TraceId, String> services = new HashMap<>();
    leads(carryingSpans, newest, services);
    leads(carryingLogs, newest, services);
    mentions(found.first(), found.second(), newest, services);
    allTraces.addAll(carryingSpans.traces().keySet());
    allTraces.addAll(carryingLogs.traces().keySet());
    allTraces.addAll(newest.keySet());
    newest.entrySet().stream()
        .sorted(Map.Entry.<TraceId, Long>comparingByValue().reversed())
        .limit(MOST_TRACES)
        .forEach(e -> ledTo.put(e.getKey(), services.getOrDefault(e.getKey(), "")));
    if (ledTo.isEmpty()) {
      spans = carryingSpans;
      lines = carryingLogs;
    } else {
      Both<Sightings<Span>, Sightings<LogRecord>> all =
          Both.of(
              () -> traces.sightings(Sought.ofTraces(ledTo.keySet()), TimeRange.ALL, KEPT),
              () -> logs.sightings(Sought.carrying(id).orOfTraces(ledTo.keySet()), range, KEPT));
      spans = all.first();
      lines = all.second();
    }
    told(spans.partial(), "Spans");
    told(lines.partial(), "Log lines");
  }

  /**
   * How far and how much.
   *
   * @param limit of spans, and of log lines, to be shown
   */
  record Bounds(TimeRange range, int limit) {}

  /** What one store has: rows that carry the ID, and those that mention it, if that was asked. */
  private record Found<T>(
      Sightings<T> carrying, @Nullable Sightings<T> mentioning, List<T> mentioned) {
    static <T> Found<T> of(Sightings<T> carrying, Supplier<@Nullable Sightings<T>> mentioningThen) {
      Sightings<T> mentioning = mentioningThen.get();
      return new Found<>(
          carrying, mentioning, mentioning == null ? List.of() : mentioning.read(all(mentioning)));
    }
  }

  private void told(@Nullable String problem, String what) {
    String sentence = what + ": " + problem;
    if (problem != null && !partial.contains(sentence)) {
      partial.add(sentence);
    }
  }

  private static void leads(
      Sightings<?> found, Map<TraceId, Long> newest, Map<TraceId, String> services) {
    List<Sightings.OfService> names = found.services();
    for (int row = 0; row < found.size(); row++) {
      TraceId trace = found.traceId(row);
      if (trace.isPresent()) {
        newest.merge(trace, found.timeNanos(row), Math::max);
        services.putIfAbsent(trace, names.get(found.service(row)).service());
      }
    }
  }

  /** Asks a store for rows that mention a value. */
  @FunctionalInterface
  private interface Mentions<T> {
    Sightings<T> of(String value, TimeRange range, int most);
  }

  private <T> @Nullable Sightings<T> everywhere(Mentions<T> store, CorrelationId id) {
    return matches.looksEverywhere() ? store.of(id.value(), range, limit) : null;
  }

  /** Rows that have the ID in a text or another field, beside those that carry it under a key. */
  private void mentions(
      Found<Span> ofSpans,
      Found<LogRecord> ofLogs,
      Map<TraceId, Long> newest,
      Map<TraceId, String> services) {
    Set<TraceId> mentioned = new HashSet<>();
    for (Span span : ofSpans.mentioned()) {
      if (matches.in(span) != null) {
        mentioned.add(span.traceId());
        newest.merge(span.traceId(), span.startNanos(), Math::max);
        services.putIfAbsent(span.traceId(), span.resource().serviceName());
      }
    }
    Sightings<Span> rows = ofSpans.mentioning();
    for (int row = 0; rows != null && row < rows.size(); row++) {
      if (mentioned.contains(rows.traceId(row))) {
        mentioningSpans.add(rows.sequence(row));
      }
    }
    for (LogRecord log : ofLogs.mentioned()) {
      if (matches.in(log) == null) {
        continue;
      }
      mentioningLogs.add(log);
      if (log.traceId().isPresent()) {
        newest.merge(log.traceId(), log.timeNanos(), Math::max);
        services.putIfAbsent(log.traceId(), log.resource().serviceName());
      }
    }
    told(rows == null ? null : rows.partial(), "Texts of spans");
    Sightings<LogRecord> lineRows = ofLogs.mentioning();
    told(lineRows == null ? null : lineRows.partial(), "Texts of log lines");
  }

  private static BitSet all(Sightings<?> of) {
    BitSet rows = new BitSet();
    rows.set(0, of.size());
    return rows;
  }

  /** Ascending. */
  private static long[] sequences(Sightings<?> of) {
    long[] sequences = new long[of.size()];
    Arrays.setAll(sequences, of::sequence);
    Arrays.sort(sequences);
    return sequences;
  }

  private static BitSet rowsOf(Sightings<?> all, long[] sequences) {
    BitSet rows = new BitSet();
    for (int row = 0; row < all.size(); row++) {
      if (Arrays.binarySearch(sequences, all.sequence(row)) >= 0) {
        rows.set(row);
      }
    }
    return rows;
  }

  /** The newest of each service, the second of each, and so on. */
  private static void chooseNewest(Sightings<?> of, BitSet among, int room, BitSet into) {
    int[] rows = among.stream().toArray();
    long[] times = new long[rows.length];
    int[] services = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      times[i] = of.timeNanos(rows[i]);
      services[i] = of.service(rows[i]);
    }
    NewestOfEach newest = new NewestOfEach(times, services, rows.length, of.services().size());
    for (int chosen : newest.rows(room)) {
      into.set(rows[chosen]);
    }
  }

  /** Number of traces that the ID leads to, counted or not. */
  int traceCount() {
    return allTraces.size();
  }

  /** Those of which everything is counted. */
  Set<TraceId> countedTraces() {
    return ledTo.keySet();
  }

  /** All spans of the counted traces. */
  Sightings<Span> spans() {
    return spans;
  }

  /** All log lines that carry the ID or belong to the counted traces. */
  Sightings<LogRecord> lines() {
    return lines;
  }

  /** Log lines that have the ID elsewhere and are not among {@link #lines}. */
  List<LogRecord> otherLines() {
    return mentioningLogs.stream().filter(log -> !ledTo.containsKey(log.traceId())).toList();
  }

  /** What was not looked at, sentences. */
  List<String> partial() {
    return partial;
  }

  /** Whether everything that has the ID, and everything of its traces, is counted. */
  boolean isComplete() {
    return partial.isEmpty() && allTraces.size() == ledTo.size();
  }

  /** The spans to show, by their trace. */
  Map<TraceId, List<Span>> chosenSpans() {
    Map<TraceId, Integer> counts = spans.traces();
    List<TraceId> stored = ledTo.keySet().stream().filter(counts::containsKey).toList();
    int most = Math.min(config.maxTraces(), limit);
    List<TraceId> shown = Shares.inTurn(stored, trace -> ledTo.getOrDefault(trace, ""), most);
    int[] shares =
        Shares.of(shown.stream().mapToInt(trace -> counts.getOrDefault(trace, 0)).toArray(), limit);
    Map<TraceId, List<Integer>> rowsOf = new LinkedHashMap<>();
    shown.forEach(trace -> rowsOf.put(trace, new ArrayList<>()));
    for (int row = 0; row < spans.size(); row++) {
      List<Integer> rows = rowsOf.get(spans.traceId(row));
      if (rows != null) {
        rows.add(row);
      }
    }
    BitSet carriers = rowsOf(spans, sequences(carryingSpans));
    carriers.or(
        rowsOf(spans, mentioningSpans.stream().mapToLong(Long::longValue).sorted().toArray()));
    BitSet chosen = new BitSet();
    for (int i = 0; i < shown.size(); i++) {
      List<Integer> rows = rowsOf.getOrDefault(shown.get(i), List.of());
      rows.sort(
          Comparator.<Integer>comparingInt(row -> carriers.get(row) ? 0 : 1)
              .thenComparingLong(spans::timeNanos));
      Shares.inTurnOfServices(spans, rows, shares[i], chosen);
    }
    Map<TraceId, List<Span>> read = new LinkedHashMap<>();
    for (Span span : spans.read(chosen)) {
      read.computeIfAbsent(span.traceId(), trace -> new ArrayList<>()).add(span);
    }
    return read;
  }

  /** The log lines to show, in the order of time. */
  List<LogRecord> chosenLines() {
    List<LogRecord> others = otherLines();
    BitSet carrying = rowsOf(lines, sequences(carryingLogs));
    BitSet ofTraces = all(lines);
    ofTraces.andNot(carrying);
    // What carries the ID has more of the room than what is near it.
    int least = limit * 3 / 4;
    int rest = Math.max(limit - least, limit - carrying.cardinality());
    int[] shares =
        Shares.of(new int[] {others.size(), ofTraces.cardinality()}, Math.min(rest, limit));
    BitSet chosen = new BitSet();
    chooseNewest(lines, carrying, limit - shares[0] - shares[1], chosen);
    chooseNewest(lines, ofTraces, shares[1], chosen);
    List<LogRecord> read = new ArrayList<>(lines.read(chosen));
    read.addAll(
        Shares.inTurn(
            others.stream()
                .sorted(Comparator.comparingLong(LogRecord::timeNanos).reversed())
                .toList(),
            log -> log.resource().serviceName(),
            shares[0]));
    read.sort(Comparator.comparingLong(LogRecord::timeNanos));
    return read;
  }
}
