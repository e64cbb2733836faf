package dev.clew.tracestore.red;

import dev.clew.model.SpanKind;
import dev.clew.model.SpanStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the series of a span by the bytes of its name, without making a string of it: open
 * addressing over (service, kind, status, name). Not thread-safe.
 *
 * <p><b>Room is shared by need.</b> While there is room, every operation gets its series. After
 * that a service that holds fewer than the one that holds most takes a place from that one, whose
 * operation without a span for longest ends; all other spans count under the name {@code other} of
 * their service. So a service whose names have no end (an ID in each) keeps what nobody else needs,
 * and takes nothing from those with few. What counts is decided by the spans alone, and what is
 * restored is as it was, so that a replay after a crash decides the same.
 *
 * <p>An operation that has lost its place is written once more and then forgotten.
 */
final class SpanSeriesTable {
  /** Longer names are cut: they are not names of operations, and labels have a price. */
  static final int LONGEST_NAME = 255;

  static final String OTHER = "other";

  private static final byte[] OTHER_NAME = OTHER.getBytes(StandardCharsets.UTF_8);

  private final double[] bounds;

  /** Of operations, and once more of what counts as other; beyond that services fold too. */
  private final int maxSeries;

  private final Map<String, ServiceShare> shares = new LinkedHashMap<>();

  /** The operations of all shares, in a table that is at most half full. */
  private SpanSeries[] slots = new SpanSeries[256];

  private final List<SpanSeries> ended = new ArrayList<>();
  private @Nullable ServiceShare largest;
  private int operations;
  private int others;
  private long overflowed;

  SpanSeriesTable(double[] bounds, int maxSeries) {
    this.bounds = bounds;
    this.maxSeries = maxSeries;
  }

  List<SpanSeries> series() {
    List<SpanSeries> all = new ArrayList<>(size());
    shares.values().forEach(share -> share.series().forEach(all::add));
    return all;
  }

  int size() {
    return operations + others;
  }

  /** Operations that have lost their place since they were written. */
  List<SpanSeries> ended() {
    return ended;
  }

  /** How many spans were counted under {@link #OTHER} because there are too many series. */
  long overflowed() {
    return overflowed;
  }

  /** The services with more operations than room, the one with most such spans first. */
  List<FoldedNames> folded() {
    return shares.values().stream()
        .filter(share -> share.folded > 0)
        .map(share -> new FoldedNames(share.service, share.folded, share.operations.size()))
        .sorted(
            Comparator.comparingLong(FoldedNames::spans)
                .reversed()
                .thenComparing(FoldedNames::service))
        .toList();
  }

  SpanSeries find(
      String service, SpanKind kind, SpanStatus status, byte[] array, int offset, int length) {
    int kept = length <= LONGEST_NAME ? length : cut(array, offset);
    int hash = SpanSeries.hash(service, kind, status, array, offset, kept);
    int mask = slots.length - 1;
    for (int i = hash & mask; ; i = (i + 1) & mask) {
      SpanSeries series = slots[i];
      if (series == null) {
        break;
      }
      if (series.hash == hash && series.counts(service, kind, status, array, offset, kept)) {
        return series;
      }
    }
    return missing(service, kind, status, array, offset, kept);
  }

  /** The greatest length that does not split a character. */
  private static int cut(byte[] array, int offset) {
    int length = LONGEST_NAME;
    while (length > 0 && (array[offset + length] & 0xC0) == 0x80) {
      length--;
    }
    return length;
  }

  private SpanSeries missing(
      String service, SpanKind kind, SpanStatus status, byte[] array, int offset, int length) {
    if (isText(OTHER_NAME, array, offset, length)) {
      return other(service, kind, status);
    }
    if (!isAscii(array, offset, length)) {
      String name = new String(array, offset, length, StandardCharsets.UTF_8);
      byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
      if (!isText(utf8, array, offset, length)) {
        // Not UTF-8; what was put in place of it is the name.
        return find(service, kind, status, utf8, 0, utf8.length);
      }
    }
    if (operations < maxSeries || makeRoom(service)) {
      String name = new String(array, offset, length, StandardCharsets.UTF_8);
      return add(new SpanSeries(service, name, kind, status, bounds));
    }
    overflowed++;
    SpanSeries series = other(service, kind, status);
    share(series.service).folded++;
    return series;
  }

  private static boolean isText(byte[] text, byte[] array, int offset, int length) {
    return Arrays.equals(text, 0, text.length, array, offset, offset + length);
  }

  private static boolean isAscii(byte[] array, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (array[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the service that holds most has to give a place to this one. */
  private boolean makeRoom(String service) {
    ServiceShare own = shares.get(service);
    int held = own == null ? 0 : own.operations.size();
    ServiceShare most = largest();
    if (most == null || held + 1 >= most.operations.size()) {
      return false;
    }
    SpanSeries oldest = most.takeOldest();
    operations--;
    largest = null;
    removeSlot(oldest);
    ended.add(oldest);
    return true;
  }

  private @Nullable ServiceShare largest() {
    if (largest == null) {
      largest = shares.values().stream().max(ServiceShare::bySize).orElse(null);
    }
    return largest;
  }

  private ServiceShare share(String service) {
    return shares.computeIfAbsent(service, ServiceShare::new);
  }

  private SpanSeries add(SpanSeries asked) {
    SpanSeries series = asked;
    for (int i = 0; i < ended.size(); i++) {
      if (ended.get(i).isSameAs(asked)) {
        series = ended.remove(i);
        break;
      }
    }
    ServiceShare share = share(series.service);
    share.operations.add(series);
    if (largest != null && ServiceShare.bySize(share, largest) > 0) {
      largest = share;
    }
    operations++;
    insert(series);
    return series;
  }

  private SpanSeries other(String service, SpanKind kind, SpanStatus status) {
    ServiceShare share = shares.get(service);
    SpanSeries series = share == null ? null : share.other(kind, status);
    if (series != null) {
      return series;
    }
    if (others >= maxSeries && !service.equals(OTHER)) {
      return other(OTHER, kind, status);
    }
    series = new SpanSeries(service, OTHER, kind, status, bounds);
    share(service).setOther(series);
    others++;
    return series;
  }

  /** Puts a series restored from a snapshot in its place. */
  void restore(SpanSeries series) {
    if (series.name.equals(OTHER)) {
      ServiceShare share = share(series.service);
      others += share.other(series.kind, series.status) == null ? 1 : 0;
      share.setOther(series);
    } else {
      add(series);
    }
  }

  void restoreEnded(SpanSeries series) {
    ended.add(series);
  }

  void restoreFolded(String service, long spans) {
    share(service).folded = spans;
  }

  /** Drops series; the next span of a dropped one starts anew from zero. */
  void removeIf(Predicate<SpanSeries> condition) {
    shares.values().forEach(share -> share.removeIf(condition));
    shares.values().removeIf(ServiceShare::isEmpty);
    List<SpanSeries> left = series();
    if (left.size() == size()) {
      return;
    }
    slots = new SpanSeries[256];
    largest = null;
    operations = 0;
    others = 0;
    for (ServiceShare share : shares.values()) {
      others += (int) share.others().count();
      for (SpanSeries series : share.operations) {
        operations++;
        insert(series);
      }
    }
  }

  /** Puts one of so many {@link #operations} in the table. */
  private void insert(SpanSeries series) {
    if (operations * 2 > slots.length) {
      SpanSeries[] old = slots;
      slots = new SpanSeries[old.length * 2];
      for (SpanSeries moved : old) {
        if (moved != null) {
          place(moved);
        }
      }
    }
    place(series);
  }

  private void place(SpanSeries series) {
    int mask = slots.length - 1;
    int i = series.hash & mask;
    while (slots[i] != null) {
      i = (i + 1) & mask;
    }
    slots[i] = series;
  }

  @SuppressWarnings("ReferenceEquality") // that very one
  private void removeSlot(SpanSeries series) {
    int mask = slots.length - 1;
    int i = series.hash & mask;
    while (slots[i] != series) {
      i = (i + 1) & mask;
    }
    slots[i] = null;
    // Those behind it up to the next gap may have been pushed there by it.
    for (int next = (i + 1) & mask; ; next = (next + 1) & mask) {
      SpanSeries moved = slots[next];
      if (moved == null) {
        return;
      }
      slots[next] = null;
      place(moved);
    }
  }
}
