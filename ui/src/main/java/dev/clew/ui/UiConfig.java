package dev.clew.ui;

import java.time.Duration;

/**
 * Settings of the browser part.
 *
 * @param sessionTimeout how long an idle page keeps its small server-side session; an expired one
 *     is renewed by a silent reload, and all state is in the URL, so that nothing is lost
 */
public record UiConfig(Duration sessionTimeout) {

  public UiConfig {
    if (sessionTimeout.toMinutes() < 1 || sessionTimeout.toHours() > 24) {
      throw new IllegalArgumentException(
          "session_timeout: " + sessionTimeout + " (expected: between 1 minute and 24 hours)");
    }
  }

  public static UiConfig defaults() {
    return new UiConfig(Duration.ofMinutes(30));
  }
}
