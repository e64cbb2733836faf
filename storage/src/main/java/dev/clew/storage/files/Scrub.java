package dev.clew.storage.files;

/**
 * One reading of everything that stores keep, at the pace of whoever gives it. Stores go through
 * their files in the order of their names, so that a reading that was broken off goes on there.
 */
public interface Scrub {
  /** Whether a file was read before this reading was broken off; it is passed over. */
  boolean isDone(String file);

  /**
   * So many bytes more of a file were read. Waits as long as the pace demands.
   *
   * @throws StoppedException when the reading is to be broken off
   */
  void read(String file, long bytes);

  /** Everything of a file was read. */
  void done(String file);

  /** The process stops; the reading goes on after the next start. */
  final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
