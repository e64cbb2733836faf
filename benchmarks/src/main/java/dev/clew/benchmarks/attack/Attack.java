package dev.clew.benchmarks.attack;

/**
 * One thing that a stranger may do.
 *
 * @param name what it does
 * @param strike does it; answers what came back, or fails with {@link AssertionError} when that was
 *     not right
 */
record Attack(String name, Strike strike) {
  /** Against one target. */
  interface Strike {
    String against(Target target) throws Exception;
  }
}
