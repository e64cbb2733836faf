package dev.clew.packaging;

import dev.clew.alerting.Alerting;
import dev.clew.alerting.evaluation.AlertState;
import dev.clew.alerting.evaluation.Transition;
import dev.clew.model.Labels;
import dev.clew.model.TimeRange;
import dev.clew.model.seam.AlertQueries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which alerts were pending or firing when, read from the state changes that alerting keeps. */
final class AlertHistory implements AlertQueries {
  private final Alerting alerting;

  AlertHistory(Alerting alerting) {
    this.alerting = alerting;
  }

  @Override
  public List<ActiveAlert> activeDuring(TimeRange range, int limit) {
    Map<Labels, Transition> open = new HashMap<>();
    List<ActiveAlert> active = new ArrayList<>();
    for (Transition change : alerting.status().transitions()) {
      Transition before = open.remove(change.labels());
      long at = TimeRange.nanosOf(change.time());
      if (before != null && range.overlaps(TimeRange.nanosOf(before.time()), at)) {
        active.add(alert(before, change.to()));
      }
      if (change.to() != AlertState.INACTIVE) {
        open.put(change.labels(), change);
      }
    }
    for (Transition last : open.values()) {
      if (range.overlaps(TimeRange.nanosOf(last.time()), Long.MAX_VALUE - 1)) {
        active.add(alert(last, last.to()));
      }
    }
    active.sort(Comparator.comparingLong(ActiveAlert::activeAtNanos).reversed());
    return List.copyOf(active.subList(0, Math.min(limit, active.size())));
  }

  /** The state is the one it had in the range, unless it has ended since. */
  private static ActiveAlert alert(Transition began, AlertState now) {
    AlertState shown = now == AlertState.INACTIVE ? now : began.to();
    return new ActiveAlert(
        began.rule(), shown.id(), TimeRange.nanosOf(began.time()), began.labels());
  }
}
