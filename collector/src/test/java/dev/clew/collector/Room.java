package dev.clew.collector;

import dev.clew.collector.body.ClaimedBytes;
import dev.clew.model.memory.MemoryBudget;

/** Memory for tests that are about something else. */
public final class Room {
  private Room() {}

  /** More than any of them takes. */
  public static MemoryBudget budget() {
    return MemoryBudget.of(1L << 30);
  }

  public static MemoryBudget.Claim claim() {
    return budget().claim("a test");
  }

  public static ClaimedBytes bytes(byte[] content) {
    return ClaimedBytes.of(content, claim());
  }
}
