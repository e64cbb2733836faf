package dev.clew.alerting.notify;

import dev.clew.model.Labels;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The alerts that one notification is about. Guarded by the {@link Notifier}. */
final class AlertGroup {
  /** As Alertmanager orders them: by job, instance, then all labels. */
  private static final Comparator<GroupedAlert> ORDER =
      Comparator.<GroupedAlert, String>comparing(each -> each.alert().labels().get("job"))
          .thenComparing(each -> each.alert().labels().get("instance"))
          .thenComparing(each -> each.alert().labels());

  private final Map<String, String> labels;
  private final Map<Labels, GroupedAlert> alerts = new TreeMap<>();

  /** When the first change came that is not told yet; null when all is told. */
  private @Nullable Instant changedAt;

  private Instant lastTold = Instant.MIN;

  AlertGroup(Map<String, String> labels) {
    this.labels = new TreeMap<>(labels);
  }

  Map<String, String> labels() {
    return labels;
  }

  /** The key of Alertmanager for groups of the root route. */
  String key() {
    return labels.entrySet().stream()
        .map(label -> label.getKey() + "=\"" + escape(label.getValue()) + "\"")
        .collect(Collectors.joining(", ", "{}:{", "}"));
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  void put(GroupedAlert alert) {
    alerts.put(alert.alert().labels(), alert);
  }

  List<GroupedAlert> alerts() {
    return alerts.values().stream().sorted(ORDER).toList();
  }

  void remove(GroupedAlert alert) {
    alerts.remove(alert.alert().labels());
  }

  boolean isEmpty() {
    return alerts.isEmpty();
  }

  /** Notes that something is to be told, and answers since when. */
  Instant changed(Instant now) {
    Instant since = changedAt;
    if (since == null || since.isAfter(now)) {
      since = now;
      changedAt = since;
    }
    return since;
  }

  void told(Instant now) {
    changedAt = null;
    lastTold = now;
  }

  void unchanged() {
    changedAt = null;
  }

  /** Not after {@code now}: the clock may have been set back. */
  Instant lastTold(Instant now) {
    lastTold = lastTold.isAfter(now) ? now : lastTold;
    return lastTold;
  }
}
