package dev.clew.tracestore.red;

import dev.clew.model.SpanKind;
import dev.clew.model.SpanStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The series of one service: of its operations, and what counts all others together. */
final class ServiceShare {
  private static final int KINDS = SpanKind.values().length;
  private static final int STATUSES = SpanStatus.values().length;

  final String service;
  final List<SpanSeries> operations = new ArrayList<>();

  /** Of the spans without a series of their own, by kind and status. */
  private final @Nullable SpanSeries[] others = new SpanSeries[KINDS * STATUSES];

  /** Spans that counted among the others for want of room, until those are idle. */
  long folded;

  ServiceShare(String service) {
    this.service = service;
  }

  /** Who holds more; of two that hold as many, the same one after a restart as before. */
  static int bySize(ServiceShare a, ServiceShare b) {
    int order = Integer.compare(a.operations.size(), b.operations.size());
    return order != 0 ? order : a.service.compareTo(b.service);
  }

  @SuppressWarnings("EnumOrdinal") // Not kept anywhere.
  private static int place(SpanKind kind, SpanStatus status) {
    return kind.ordinal() * STATUSES + status.ordinal();
  }

  @Nullable SpanSeries other(SpanKind kind, SpanStatus status) {
    return others[place(kind, status)];
  }

  void setOther(SpanSeries series) {
    others[place(series.kind, series.status)] = series;
  }

  /** The series that has waited longest for a span; it is no longer among the operations. */
  SpanSeries takeOldest() {
    int oldest = 0;
    for (int i = 1; i < operations.size(); i++) {
      if (SpanSeries.byAge(operations.get(i), operations.get(oldest)) < 0) {
        oldest = i;
      }
    }
    return operations.remove(oldest);
  }

  void removeIf(Predicate<SpanSeries> condition) {
    operations.removeIf(condition);
    boolean some = false;
    for (int i = 0; i < others.length; i++) {
      SpanSeries other = others[i];
      if (other != null && condition.test(other)) {
        others[i] = null;
      }
      some |= others[i] != null;
    }
    folded = some ? folded : 0;
  }

  Stream<SpanSeries> others() {
    return Stream.of(others).filter(Objects::nonNull).map(Objects::requireNonNull);
  }

  Stream<SpanSeries> series() {
    return Stream.concat(operations.stream(), others());
  }

  boolean isEmpty() {
    return operations.isEmpty() && others().findAny().isEmpty();
  }
}
