package dev.clew.tracestore.red;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The spans of the last minutes by their IDs: whether one has been counted already, and whose a
 * span was that another one names. An exporter whose request took too long sends it again, and a
 * parent mostly comes close to its child, so minutes are enough; what comes later counts again.
 *
 * <p>A span is a hash of its trace ID and span ID with its kind (of the two that share an ID, as
 * Zipkin's do, one is the client's), whether it failed, and its service. It costs 12 bytes in a
 * table that is at most half full and takes part in each commit, so there are two generations of
 * {@value #MOST} spans at most; a full or old one takes the place of the one before. What is kept
 * depends on the spans and their times of receipt alone, so that a replay ends with the same.
 *
 * <p>Two different spans have the same hash once in 10^14 spans or so. Not thread-safe.
 */
final class RecentSpans {
  static final int MOST = 1 << 17;

  /** How long a generation takes in spans: the longest that exporters try again, twice. */
  static final long GENERATION_NANOS = 600_000_000_000L;

  /** More services than that in one generation are known without their name. */
  private static final int MOST_SERVICES = 1 << 16;

  /** What {@link #find} asks for: a bit for each kind's number. */
  static final int CALLERS = 1 << 3 | 1 << 4;

  static final int CALLED = 1 << 2 | 1 << 5;
  static final int ANY = 0x3F;

  private Generation young = new Generation();
  private Generation old = new Generation();
  private String foundService = "";
  private boolean foundCaller;
  private boolean foundFailed;

  private static final class Generation {
    long[] hashes = new long[1024];

    /** Kind in the low 3 bits, then one for failed, then the number of the service. */
    int[] facts = new int[1024];

    int size;
    long startNanos;
    final List<String> services = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private String lastService = "";
    private int lastNumber = -1;

    @SuppressWarnings("ReferenceEquality") // only saves work: spans of one resource share the text
    int number(String service) {
      if (lastNumber < 0 || service != lastService) {
        lastNumber = numberOf(service);
        lastService = service;
      }
      return lastNumber;
    }

    private int numberOf(String service) {
      Integer known = numbers.get(service);
      if (known != null) {
        return known;
      }
      if (services.size() >= MOST_SERVICES) {
        return MOST_SERVICES;
      }
      services.add(service);
      numbers.put(service, services.size() - 1);
      return services.size() - 1;
    }

    /** Keeps the room: the next one will be about as large. */
    void clear() {
      Arrays.fill(hashes, 0);
      size = 0;
      services.clear();
      numbers.clear();
      lastNumber = -1;
    }

    /** The facts of a span of one of the kinds, or -1. */
    int find(long hash, int kinds) {
      int mask = hashes.length - 1;
      for (int i = (int) hash & mask; hashes[i] != 0; i = (i + 1) & mask) {
        if (hashes[i] == hash && (kinds & 1 << (facts[i] & 7)) != 0) {
          return facts[i];
        }
      }
      return -1;
    }

    void add(long hash, int fact) {
      if (++size * 2 > hashes.length) {
        long[] oldHashes = hashes;
        int[] oldFacts = facts;
        hashes = new long[oldHashes.length * 2];
        facts = new int[oldHashes.length * 2];
        for (int i = 0; i < oldHashes.length; i++) {
          if (oldHashes[i] != 0) {
            place(oldHashes[i], oldFacts[i]);
          }
        }
      }
      place(hash, fact);
    }

    private void place(long hash, int fact) {
      int mask = hashes.length - 1;
      int i = (int) hash & mask;
      while (hashes[i] != 0) {
        i = (i + 1) & mask;
      }
      hashes[i] = hash;
      facts[i] = fact;
    }

    void write(DataOutput out) throws IOException {
      out.writeLong(startNanos);
      out.writeInt(services.size());
      for (String service : services) {
        out.writeUTF(service);
      }
      out.writeInt(size);
      for (int i = 0; i < hashes.length; i++) {
        if (hashes[i] != 0) {
          out.writeLong(hashes[i]);
          out.writeInt(facts[i]);
        }
      }
    }

    static Generation read(DataInput in) throws IOException {
      Generation read = new Generation();
      read.startNanos = in.readLong();
      for (int i = in.readInt(); i > 0; i--) {
        read.numberOf(in.readUTF());
      }
      for (int i = in.readInt(); i > 0; i--) {
        read.add(in.readLong(), in.readInt());
      }
      return read;
    }
  }

  /** Never 0. */
  static long hash(long traceIdHigh, long traceIdLow, long spanId) {
    long mixed = mix(traceIdHigh + 0x9E3779B97F4A7C15L) + traceIdLow;
    mixed = mix(mixed) + spanId;
    return mix(mixed) | 1;
  }

  /** The finalizer of SplitMix64: every bit depends on every bit. */
  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** Takes a span, or answers false when it has been here. */
  boolean add(long hash, int kind, boolean failed, String service, long receivedNanos) {
    int kinds = 1 << kind;
    if (young.find(hash, kinds) >= 0 || old.find(hash, kinds) >= 0) {
      return false;
    }
    if (young.size >= MOST || receivedNanos - young.startNanos > GENERATION_NANOS) {
      Generation emptied = old;
      emptied.clear();
      old = young;
      young = emptied;
      young.startNanos = receivedNanos;
    }
    young.add(hash, young.number(service) << 4 | (failed ? 8 : 0) | kind);
    return true;
  }

  /** Looks for a span of one of the kinds; the answers below are about it. */
  boolean find(long hash, int kinds) {
    int facts = young.find(hash, kinds);
    Generation holder = young;
    if (facts < 0) {
      facts = old.find(hash, kinds);
      holder = old;
    }
    if (facts < 0 || facts >>> 4 >= holder.services.size()) {
      return false;
    }
    foundService = holder.services.get(facts >>> 4);
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
    return young.size + old.size;
  }

  void write(DataOutput out) throws IOException {
    young.write(out);
    old.write(out);
  }

  void restore(DataInput in) throws IOException {
    young = Generation.read(in);
    old = Generation.read(in);
  }
}
