package dev.clew.testkit.faults;

/** What a program asks of a file system, as far as it can fail or be lost. */
public enum Operation {
  /** Opening a file that is there, to read or to write. */
  OPEN,
  CREATE,
  WRITE,
  TRUNCATE,
  /** Forcing a file or a directory to the disk. */
  FORCE,
  RENAME,
  DELETE,
  MAKE_DIRECTORY;

  /** Whether it changes what a power failure would leave. */
  public boolean changes() {
    return this != OPEN;
  }
}
