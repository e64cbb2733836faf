package dev.clew.model.memory;

/**
 * The memory budget has no room for what was asked. The message names what asked, what it holds and
 * the budget; whoever answers the caller adds what would be right: come back later (senders), or
 * ask for less (queries).
 */
public final class NoRoomException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean alone;

  NoRoomException(String message, boolean alone) {
    super(message);
    this.alone = alone;
  }

  /** There is room again, but there was none when it was asked for. */
  static NoRoomException passed(long bytes) {
    return new NoRoomException(
        "the memory for " + bytes + " bytes more was held by other queries", false);
  }

  /** Whether it would not fit either if nothing else were going on: then later is no help. */
  public boolean neverFits() {
    return alone;
  }
}
