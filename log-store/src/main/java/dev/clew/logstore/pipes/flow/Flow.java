package dev.clew.logstore.pipes.flow;

/** Takes rows one by one. Belongs to one thread. */
public interface Flow {
  /** Takes a row, which it may change. Returns false when it wants no more. */
  boolean take(PipeRow row);

  /** No more rows come; what was held back is given on. */
  void end();
}
