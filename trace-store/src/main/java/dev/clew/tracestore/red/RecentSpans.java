package dev.clew.tracestore.red;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The spans of the last minutes by their IDs: whether one has been counted already, and whose a
 * span was that another one names. An exporter whose request took too long sends it again, and a
 * parent mostly comes close to its child, so minutes are enough; what comes later counts again.
 *
 * <p>A span is a hash of its trace ID and span ID with its kind (of the two that share an ID, as
 * Zipkin's do, one is the client's), whether it failed, and its service. It takes part in each
 * commit, so there are two {@linkplain SpanGeneration generations} of {@value #MOST} spans at most;
 * a full or old one takes the place of the one before. What is kept depends on the spans and their
 * times of receipt alone, so that a replay ends with the same.
 *
 * <p>Two different spans have the same hash once in 10^14 spans or so. Not thread-safe.
 */
final class RecentSpans {
  static final int MOST = 1 << 17;

  /** How long a generation takes in spans: the longest that exporters try again, twice. */
  static final long GENERATION_NANOS = 600_000_000_000L;

  /** What {@link #find} asks for: a bit for each kind's number. */
  static final int CALLERS = 1 << 3 | 1 << 4;

  static final int CALLED = 1 << 2 | 1 << 5;
  static final int ANY = 0x3F;

  private SpanGeneration young = new SpanGeneration();
  private SpanGeneration old = new SpanGeneration();
  private String foundService = "";
  private boolean foundCaller;
  private boolean foundFailed;

  /** A hash of a trace ID, with which the hashes of its spans begin. */
  static long ofTrace(long traceIdHigh, long traceIdLow) {
    return mix(mix(traceIdHigh + 0x9E3779B97F4A7C15L) + traceIdLow);
  }

  /** Never 0. */
  private static long hash(long ofTrace, long spanId) {
    return mix(ofTrace + spanId) | 1;
  }

  /** The finalizer of SplitMix64: every bit depends on every bit. */
  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /**
   * Takes a span, or answers false when it has been here.
   *
   * @param ofTrace as from {@link #ofTrace}
   */
  boolean add(
      long ofTrace, long spanId, int kind, boolean failed, String service, long receivedNanos) {
    long hash = hash(ofTrace, spanId);
    int tag = SpanGeneration.tag(ofTrace);
    int kinds = 1 << kind;
    if (young.find(tag, hash, kinds) >= 0
        || (old.mayHold(tag, hash) && old.find(tag, hash, kinds) >= 0)) {
      return false;
    }
    if (young.size() >= MOST || receivedNanos - young.startNanos() > GENERATION_NANOS) {
      SpanGeneration emptied = old;
      old = young;
      young = emptied;
      young.begin(receivedNanos);
    }
    young.add(tag, hash, young.number(service) << 4 | (failed ? 8 : 0) | kind);
    return true;
  }

  /** Looks for a span of one of the kinds; the answers below are about it. */
  boolean find(long ofTrace, long spanId, int kinds) {
    long hash = hash(ofTrace, spanId);
    int tag = SpanGeneration.tag(ofTrace);
    int facts = young.find(tag, hash, kinds);
    SpanGeneration holder = young;
    if (facts < 0 && old.mayHold(tag, hash)) {
      facts = old.find(tag, hash, kinds);
      holder = old;
    }
    String service = facts < 0 ? null : holder.service(facts >>> 4);
    if (service == null) {
      return false;
    }
    foundService = service;
    foundFailed = (facts & 8) != 0;
    foundCaller = (CALLERS & 1 << (facts & 7)) != 0;
    return true;
  }

  String foundService() {
    return foundService;
  }

  boolean foundFailed() {
    return foundFailed;
  }

  /** Whether it is the span of a client or producer. */
  boolean foundCaller() {
    return foundCaller;
  }

  int size() {
    return young.size() + old.size();
  }

  void write(DataOutput out) throws IOException {
    young.write(out);
    old.write(out);
  }

  void restore(DataInput in) throws IOException {
    young = SpanGeneration.read(in);
    old = SpanGeneration.read(in);
  }
}
