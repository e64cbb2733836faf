package dev.clew.storage.buffer;

import dev.clew.model.Signal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the write-ahead buffer looks like at one instant, for the health report and metrics. */
public record BufferStatus(List<QueueStatus> queues, List<ConsumerStatus> consumers) {
  public BufferStatus {
    queues = List.copyOf(queues);
    consumers = List.copyOf(consumers);
  }

  /** The first thing that does not work as it should, or null when all is well. */
  public @Nullable String problem() {
    for (QueueStatus queue : queues) {
      if (queue.problem() != null) {
        return queue.problem();
      }
    }
    for (ConsumerStatus consumer : consumers) {
      if (consumer.problem() != null) {
        return consumer.problem();
      }
    }
    return null;
  }

  /**
   * One signal's queue. Counts are since the start of the process.
   *
   * @param keptBytes entries in the files that are not deleted yet
   * @param problem why appends are refused or not forced, or null
   */
  public record QueueStatus(
      Signal signal,
      long appendedEntries,
      long appendedBytes,
      long keptBytes,
      long refusedEntries,
      long forces,
      long failedForces,
      @Nullable String problem) {}

  /**
   * One store that is fed. Counts are since the start of the process.
   *
   * @param unreadEntries entries that it has not been given yet
   * @param oldestUnread how long the oldest of them has been waiting; zero when there is none
   * @param missingEntries entries that it should have got and that are not in the files; where it
   *     is not known how many they were they count as one
   * @param committedPosition as the consumer says
   * @param problem why it stands still, or null
   */
  public record ConsumerStatus(
      String name,
      Signal signal,
      long readEntries,
      long readBytes,
      long unreadEntries,
      long unreadBytes,
      Duration oldestUnread,
      long quarantinedEntries,
      long missingEntries,
      long failedAttempts,
      long committedPosition,
      @Nullable String problem) {}
}
