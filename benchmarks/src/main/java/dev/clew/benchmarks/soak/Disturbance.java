package dev.clew.benchmarks.soak;

/** What befalls an appliance at the end of a round. */
enum Disturbance {
  /** SIGKILL under load. */
  KILL,
  /** SIGTERM under load. */
  STOP,
  /** The disk fills up, has room again some seconds later, and then SIGKILL. */
  FULL_DISK,
  /** The clock is wrong for some seconds, in the middle of a run or already at a start. */
  CLOCK_JUMP
}
