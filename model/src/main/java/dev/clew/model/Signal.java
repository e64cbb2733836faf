package dev.clew.model;

import java.util.Locale;

/**
 * The three kinds of telemetry that Clew stores; each has a buffer queue and a store of its own.
 */
public enum Signal {
  LOGS,
  METRICS,
  TRACES;

  /** Lower-case name as used in paths ({@code /v1/logs}), directories and metric labels. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
