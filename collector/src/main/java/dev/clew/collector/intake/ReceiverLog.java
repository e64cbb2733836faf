package dev.clew.collector.intake;

import dev.clew.model.Signal;
import dev.clew.model.otlp.OtlpReport;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers what arrived lately, from whom, and what was refused and why: the receiver panel of the
 * home page, and the collector's counters. Bounded in memory; thread-safe.
 */
public final class ReceiverLog {
  /** More senders than fit a page; the one that has been quiet longest is forgotten first. */
  private static final int MOST_SENDERS = 500;

  private static final int MOST_REFUSALS = 100;

  private final InstantSource clock;

  // All guarded by this; access order makes the eldest entry the one that was quiet longest.
  private final Map<SenderKey, SenderCounts> senders = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<RefusalKey, RefusalCounts> refusals = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<SignalKey, SenderCounts> acceptedTotals = new LinkedHashMap<>();
  private final Map<RefusedKey, long[]> refusedTotals = new LinkedHashMap<>();

  private record SenderKey(String service, Signal signal, String protocol) {}

  private record SignalKey(Signal signal, String protocol) {}

  private record RefusedKey(String signal, String protocol, Refusal.Kind kind) {}

  private record RefusalKey(
      String remote, String protocol, String signal, Refusal.Kind kind, String remedy) {}

  private static final class SenderCounts {
    String sdk = "";
    long requests;
    long records;
    long bytes;
    Instant lastSeen = Instant.EPOCH;

    void add(long moreRecords, long moreBytes) {
      requests++;
      records += moreRecords;
      bytes += moreBytes;
    }
  }

  private static final class RefusalCounts {
    Instant time = Instant.EPOCH;
    String reason = "";
    long count;
  }

  /** One sender's recent successes. */
  public record Sender(
      String service,
      Signal signal,
      String protocol,
      String sdk,
      long requests,
      long records,
      long bytes,
      Instant lastSeen) {}

  /** Equal refusals folded into one. */
  public record RefusalEntry(
      Instant time,
      String remote,
      String protocol,
      String signal,
      long count,
      int status,
      String reason,
      String remedy) {}

  /** Both lists newest first. */
  public record Snapshot(List<Sender> senders, List<RefusalEntry> refusals) {
    public Snapshot {
      senders = List.copyOf(senders);
      refusals = List.copyOf(refusals);
    }
  }

  private final RefusalLines lines;

  public ReceiverLog(InstantSource clock) {
    this.clock = clock;
    lines = new RefusalLines(clock);
  }

  /**
   * Notes a request that was buffered.
   *
   * @param protocol {@code grpc}, {@code http}, {@code loki}, {@code remote-write}, {@code influx}
   *     or {@code graphite}
   * @param bytes of the request, decompressed
   */
  public synchronized void accepted(
      Signal signal, String protocol, List<OtlpReport.Sender> by, long records, long bytes) {
    acceptedTotals
        .computeIfAbsent(new SignalKey(signal, protocol), key -> new SenderCounts())
        .add(records, bytes);
    Instant now = clock.instant();
    for (OtlpReport.Sender sender : by) {
      SenderCounts counts =
          senders.computeIfAbsent(
              new SenderKey(sender.service(), signal, protocol), key -> new SenderCounts());
      counts.add(sender.records(), records == 0 ? bytes : bytes * sender.records() / records);
      counts.sdk = sender.sdk();
      counts.lastSeen = now;
    }
    dropEldest(senders, MOST_SENDERS);
  }

  /**
   * Notes a request that was refused, or records of one that were.
   *
   * @param signal lower-case name, or empty when it is not known
   * @param records dropped by partial success, 0 when the whole request was refused
   */
  public synchronized void refused(
      String remote, String protocol, String signal, Refusal refusal, long records) {
    long[] totals =
        refusedTotals.computeIfAbsent(
            new RefusedKey(signal, protocol, refusal.kind()), key -> new long[2]);
    totals[0]++;
    totals[1] += records;
    RefusalCounts counts =
        refusals.computeIfAbsent(
            new RefusalKey(remote, protocol, signal, refusal.kind(), refusal.remedy()),
            key -> new RefusalCounts());
    counts.count++;
    counts.time = clock.instant();
    counts.reason = refusal.reason();
    lines.note(remote, protocol, refusal);
    dropEldest(refusals, MOST_REFUSALS);
  }

  private static <K, V> void dropEldest(Map<K, V> map, int most) {
    while (map.size() > most) {
      map.remove(map.keySet().iterator().next());
    }
  }

  public synchronized Snapshot snapshot() {
    List<Sender> recent = new ArrayList<>();
    senders.forEach((key, counts) ->
        recent.add(
            new Sender(
                key.service(),
                key.signal(),
                key.protocol(),
                counts.sdk,
                counts.requests,
                counts.records,
                counts.bytes,
                counts.lastSeen)));
    recent.sort(Comparator.comparing(Sender::lastSeen).reversed());
    List<RefusalEntry> refused = new ArrayList<>();
    refusals.forEach((key, counts) ->
        refused.add(
            new RefusalEntry(
                counts.time,
                key.remote(),
                key.protocol(),
                key.signal(),
                counts.count,
                key.kind().httpStatus(),
                counts.reason,
                key.remedy())));
    refused.sort(Comparator.comparing(RefusalEntry::time).reversed());
    return new Snapshot(recent, refused);
  }

  public synchronized CollectorStatus status() {
    List<CollectorStatus.Accepted> accepted = new ArrayList<>();
    acceptedTotals.forEach((key, counts) ->
        accepted.add(
            new CollectorStatus.Accepted(
                key.signal(), key.protocol(), counts.requests, counts.records, counts.bytes)));
    List<CollectorStatus.Refused> refused = new ArrayList<>();
    refusedTotals.forEach((key, totals) ->
        refused.add(
            new CollectorStatus.Refused(
                key.signal(), key.protocol(), key.kind().id(), totals[0], totals[1])));
    return new CollectorStatus(accepted, refused);
  }
}
