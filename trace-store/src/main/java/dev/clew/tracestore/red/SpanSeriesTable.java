package dev.clew.tracestore.red;

import dev.clew.model.SpanKind;
import dev.clew.model.SpanStatus;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Finds the series of a span by the bytes of its name, without making a string of it. Open
 * addressing over (service, kind, status, name). Not thread-safe.
 */
final class SpanSeriesTable {
  /** Longer names are cut: they are not names of operations, and labels have a price. */
  static final int LONGEST_NAME = 255;

  static final String OTHER = "other";

  private final double[] bounds;
  private final int maxSeries;
  private final Map<SeriesKey, SpanSeries> all = new HashMap<>();
  private Slot[] slots = new Slot[256];
  private int filled;
  private long overflowed;

  /** What makes a series; only looked at when a slot is made. */
  private record SeriesKey(String service, String name, SpanKind kind, SpanStatus status) {}

  @SuppressWarnings("ArrayRecordComponent")
  private record Slot(
      int hash, String service, byte[] name, SpanKind kind, SpanStatus status, SpanSeries series) {
    boolean matches(int otherHash, String otherService, SpanKind otherKind, SpanStatus other) {
      return hash == otherHash
          && kind == otherKind
          && status == other
          && service.equals(otherService);
    }
  }

  SpanSeriesTable(double[] bounds, int maxSeries) {
    this.bounds = bounds;
    this.maxSeries = maxSeries;
  }

  Collection<SpanSeries> series() {
    return Collections.unmodifiableCollection(all.values());
  }

  /** How many spans were counted under {@link #OTHER} because there are too many series. */
  long overflowed() {
    return overflowed;
  }

  SpanSeries find(
      String service, SpanKind kind, SpanStatus status, byte[] array, int offset, int length) {
    int kept = Math.min(length, LONGEST_NAME);
    int hash = hash(service, kind, status, array, offset, kept);
    int mask = slots.length - 1;
    for (int i = hash & mask; ; i = (i + 1) & mask) {
      Slot slot = slots[i];
      if (slot == null) {
        break;
      }
      if (slot.matches(hash, service, kind, status)
          && Arrays.equals(slot.name, 0, slot.name.length, array, offset, offset + kept)) {
        return slot.series;
      }
    }
    byte[] name = Arrays.copyOfRange(array, offset, offset + kept);
    if (all.size() >= maxSeries) {
      overflowed++;
      return overflow(service, kind, status);
    }
    SpanSeries series = intern(service, text(name), kind, status);
    insert(new Slot(hash, service, name, kind, status, series));
    return series;
  }

  private SpanSeries overflow(String service, SpanKind kind, SpanStatus status) {
    SpanSeries series = all.get(new SeriesKey(service, OTHER, kind, status));
    // Twice the bound is for the "other" of each service; beyond it services fold too.
    return series != null || all.size() < 2L * maxSeries
        ? intern(service, OTHER, kind, status)
        : intern(OTHER, OTHER, kind, status);
  }

  private SpanSeries intern(String service, String name, SpanKind kind, SpanStatus status) {
    SeriesKey key = new SeriesKey(service, name, kind, status);
    SpanSeries series = all.get(key);
    if (series == null) {
      series = new SpanSeries(service, name, kind, status, bounds);
      all.put(key, series);
    }
    return series;
  }

  /** Puts a series restored from a snapshot in its place. */
  void restore(SpanSeries series) {
    all.put(new SeriesKey(series.service, series.name, series.kind, series.status), series);
  }

  /** Drops series; the next span of a dropped one starts anew from zero. */
  boolean removeIf(Predicate<SpanSeries> condition) {
    boolean removed = all.values().removeIf(condition);
    if (removed) {
      slots = new Slot[256];
      filled = 0;
    }
    return removed;
  }

  private void insert(Slot slot) {
    if (++filled * 2 > slots.length) {
      Slot[] old = slots;
      slots = new Slot[old.length * 2];
      for (Slot moved : old) {
        if (moved != null) {
          place(moved);
        }
      }
    }
    place(slot);
  }

  private void place(Slot slot) {
    int mask = slots.length - 1;
    int i = slot.hash & mask;
    while (slots[i] != null) {
      i = (i + 1) & mask;
    }
    slots[i] = slot;
  }

  @SuppressWarnings("EnumOrdinal") // Not kept anywhere.
  private static int hash(
      String service, SpanKind kind, SpanStatus status, byte[] array, int offset, int length) {
    int hash = service.hashCode() * 31 + kind.ordinal() * 4 + status.ordinal();
    for (int i = offset; i < offset + length; i++) {
      hash = hash * 31 + array[i];
    }
    return hash ^ (hash >>> 15);
  }

  private static String text(byte[] name) {
    String text = new String(name, StandardCharsets.UTF_8);
    // A cut may have split a character.
    return name.length == LONGEST_NAME && text.endsWith("\uFFFD")
        ? text.substring(0, text.length() - 1)
        : text;
  }
}
