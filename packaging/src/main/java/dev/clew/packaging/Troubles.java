package dev.clew.packaging;

import dev.clew.packaging.http.Health.State;
import dev.clew.packaging.http.Health.Trouble;
import dev.clew.storage.buffer.BufferStatus;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the parts, in words for people. */
final class Troubles {
  private Troubles() {}

  /** A queue that takes nothing is the worst that can happen; a store that stands still is not. */
  static List<Trouble> of(BufferStatus status) {
    List<Trouble> troubles = new ArrayList<>();
    for (BufferStatus.QueueStatus queue : status.queues()) {
      String problem = queue.problem();
      if (problem != null) {
        troubles.add(new Trouble(State.UNHEALTHY, queue.signal().id() + " buffer: " + problem));
      }
    }
    for (BufferStatus.ConsumerStatus consumer : status.consumers()) {
      String problem = consumer.problem();
      if (problem != null) {
        troubles.add(new Trouble(State.DEGRADED, consumer.name() + ": " + problem));
      }
    }
    return troubles;
  }
}
