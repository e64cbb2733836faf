package dev.clew.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The six severity ranges of OpenTelemetry's log data model, each four numbers wide; 0 is unset.
 */
public enum Severity {
  UNSET(0),
  TRACE(1),
  DEBUG(5),
  INFO(9),
  WARN(13),
  ERROR(17),
  FATAL(21);

  private final int lowest;

  Severity(int lowest) {
    this.lowest = lowest;
  }

  /** The lowest severity number of the range. */
  public int lowestNumber() {
    return lowest;
  }

  /** The range of a severity number, 0 to 24; anything outside counts as unset. */
  public static Severity ofNumber(int number) {
    return number < 1 || number > 24 ? UNSET : values()[(number - 1) / 4 + 1];
  }

  /**
   * The range that a name stands for ("warn", "WARNING", "err", "critical" …), or null when it is
   * none of the known spellings.
   */
  public static @Nullable Severity parse(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "trace", "verbose" -> TRACE;
      case "debug" -> DEBUG;
      case "info", "information", "notice" -> INFO;
      case "warn", "warning" -> WARN;
      case "error", "err", "severe" -> ERROR;
      case "fatal", "critical", "crit", "emergency", "alert", "panic" -> FATAL;
      case "unset", "unspecified" -> UNSET;
      default -> null;
    };
  }

  /** Lower-case name as the search notation and the HTTP API use it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
