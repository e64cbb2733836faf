package dev.clew.alerting.notify;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes one attempt to deliver. */
interface Sender {
  /** How an attempt ended. */
  sealed interface Result {}

  /** The receiver has it. */
  record Accepted() implements Result {}

  /** The receiver does not want it, and will not later. */
  record Rejected(String error) implements Result {}

  /**
   * It did not work now.
   *
   * @param after the pause that the receiver asked for; null when it did not
   */
  record Unavailable(String error, @Nullable Duration after) implements Result {}

  Result send(Notification notification) throws InterruptedException;
}
