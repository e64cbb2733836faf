package dev.clew.model.health;

/** How bad it is. */
public enum Severity {
  /** Some operations fail, or some data is missing. */
  DEGRADED,
  /** Nothing can be taken in. */
  UNHEALTHY
}
