package dev.clew.tracestore.red;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some minutes of {@link RecentSpans}: hashes of spans with a few facts.
 *
 * <p><b>What a look-up costs is the memory it reads that is in none of the processor's caches.</b>
 * Spans of one trace come together, and ask for each other. So a trace has a region of eight places
 * in two neighbouring lines of memory, chosen by a tag that is made of its ID: the first span of
 * several waits for it, the others find it near. What is full, by a large trace or by several that
 * share it, goes on in the rest, a plain table by the hash of the span; only who meets a full
 * region has to look there. Hash and facts stand side by side.
 *
 * <p>Nearly every span is in no generation. Before the older of the two is looked at, a filter is
 * asked, some bits a span: what it does not know is not there.
 *
 * <p>What was restored has no tag, since only hashes and facts are committed. It stands in the
 * rest, and while there is any, the rest is asked always. Not thread-safe.
 */
final class SpanGeneration {
  /** Of a region, two numbers for each place. */
  private static final int REGION = 16;

  private static final int FIRST = 64 * REGION;

  /** 128 KiB: stays in a cache, and lets through one in eight of what a full generation lacks. */
  private static final int FILTER_WORDS = 1 << 14;

  /** More services than that are known without their name. */
  private static final int MOST_SERVICES = 1 << 16;

  /**
   * Of each place the hash, 0 when it is free, and its facts in the low half with the tag in the
   * high half. Facts are the kind in the low 3 bits, one for failed, and the number of the service.
   */
  private long[] regions = new long[FIRST];

  /** What has found its region full, or was restored; the same, open addressing by the hash. */
  private long[] rest = new long[2 * REGION];

  private int restSize;
  private boolean restored;
  private final long[] filter = new long[FILTER_WORDS];
  private int size;
  private long startNanos;
  private final List<String> services = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private String lastService = "";
  private int lastNumber = -1;

  /** Of a trace. */
  static int tag(long ofTrace) {
    return (int) (ofTrace >>> 32);
  }

  int size() {
    return size;
  }

  long startNanos() {
    return startNanos;
  }

  /** Null when there were too many. */
  @Nullable String service(int number) {
    return number < services.size() ? services.get(number) : null;
  }

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

  /** Empties it. Keeps the room: it will be about as full again. */
  void begin(long nanos) {
    startNanos = nanos;
    Arrays.fill(regions, 0);
    Arrays.fill(rest, 0);
    Arrays.fill(filter, 0);
    restSize = 0;
    restored = false;
    size = 0;
    services.clear();
    numbers.clear();
    lastNumber = -1;
  }

  /** False when the span is not here; else it may be. */
  boolean mayHold(int tag, long hash) {
    return restored || (filter[tag & FILTER_WORDS - 1] & 1L << (hash >>> 58)) != 0;
  }

  /** The facts of a span of one of the kinds, or -1. */
  int find(int tag, long hash, int kinds) {
    int from = region(tag);
    for (int i = from; i < from + REGION; i += 2) {
      if (regions[i] == 0) {
        return restored ? findInRest(hash, kinds) : -1;
      }
      if (regions[i] == hash && isOf(kinds, regions[i + 1])) {
        return (int) regions[i + 1];
      }
    }
    return findInRest(hash, kinds);
  }

  private static boolean isOf(int kinds, long facts) {
    return (kinds & 1 << (facts & 7)) != 0;
  }

  /** Of other bits than those that choose the word of the filter. */
  private int region(int tag) {
    return (tag >>> 10) * REGION & (regions.length - 1);
  }

  private int findInRest(long hash, int kinds) {
    int mask = rest.length - 2;
    for (int i = (int) hash & mask; rest[i] != 0; i = (i + 2) & mask) {
      if (rest[i] == hash && isOf(kinds, rest[i + 1])) {
        return (int) rest[i + 1];
      }
    }
    return -1;
  }

  void add(int tag, long hash, int facts) {
    if (++size * 4 > regions.length) {
      grow();
    }
    filter[tag & FILTER_WORDS - 1] |= 1L << (hash >>> 58);
    place(hash, (long) tag << 32 | facts);
  }

  private void place(long hash, long facts) {
    int from = region((int) (facts >>> 32));
    for (int i = from; i < from + REGION; i += 2) {
      if (regions[i] == 0) {
        regions[i] = hash;
        regions[i + 1] = facts;
        return;
      }
    }
    addToRest(hash, facts);
  }

  private void addToRest(long hash, long facts) {
    if (++restSize * 4 > rest.length) {
      long[] before = rest;
      rest = new long[before.length * 2];
      for (int i = 0; i < before.length; i += 2) {
        if (before[i] != 0) {
          placeInRest(before[i], before[i + 1]);
        }
      }
    }
    placeInRest(hash, facts);
  }

  private void placeInRest(long hash, long facts) {
    int mask = rest.length - 2;
    int i = (int) hash & mask;
    while (rest[i] != 0) {
      i = (i + 2) & mask;
    }
    rest[i] = hash;
    rest[i + 1] = facts;
  }

  /** In few steps, since all of it moves in each: full regions may have room then. */
  private void grow() {
    long[] before = regions;
    regions = new long[before.length * 4];
    placeAll(before);
    if (!restored) {
      long[] more = rest;
      rest = new long[more.length];
      restSize = 0;
      placeAll(more);
    }
  }

  private void placeAll(long[] places) {
    for (int i = 0; i < places.length; i += 2) {
      if (places[i] != 0) {
        place(places[i], places[i + 1]);
      }
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(startNanos);
    out.writeInt(services.size());
    for (String service : services) {
      out.writeUTF(service);
    }
    out.writeInt(size);
    write(regions, out);
    write(rest, out);
  }

  private static void write(long[] places, DataOutput out) throws IOException {
    for (int i = 0; i < places.length; i += 2) {
      if (places[i] != 0) {
        out.writeLong(places[i]);
        out.writeInt((int) places[i + 1]);
      }
    }
  }

  static SpanGeneration read(DataInput in) throws IOException {
    SpanGeneration read = new SpanGeneration();
    read.startNanos = in.readLong();
    for (int i = in.readInt(); i > 0; i--) {
      read.numberOf(in.readUTF());
    }
    read.size = in.readInt();
    read.restored = read.size > 0;
    for (int i = read.size; i > 0; i--) {
      read.addToRest(in.readLong(), in.readInt());
    }
    return read;
  }
}
