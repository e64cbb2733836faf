package dev.clew.testkit;

import java.time.Duration;
import java.time.Instant;

/** Ways in which the clock of a machine is set wrong. */
public enum ClockJump {
  BACK_2_HOURS(Duration.ofHours(-2)),
  BACK_30_DAYS(Duration.ofDays(-30)),
  AHEAD_30_DAYS(Duration.ofDays(30)),
  AHEAD_400_DAYS(Duration.ofDays(400)),
  TO_1970(Duration.ZERO);

  private final Duration by;

  ClockJump(Duration by) {
    this.by = by;
  }

  public void happen(ManualTime machine) {
    if (this == TO_1970) {
      machine.wall().set(Instant.EPOCH.plusSeconds(7));
    } else {
      machine.jump(by);
    }
  }
}
