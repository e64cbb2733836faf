package dev.clew.collector.scrape.target;

import dev.clew.collector.prometheus.PrometheusBatch;
import dev.clew.model.memory.MemoryBudget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The requests of one scrape: mostly one, several when it is large. */
final class Batches {
  /** Far below what the buffer takes as one request. */
  private static final int CHUNK = 4 << 20;

  private static final int FIRST = 8 << 10;

  private final String sender;
  private final MemoryBudget.@Nullable Claim claim;
  private final List<byte[]> full = new ArrayList<>();
  private PrometheusBatch batch;

  /**
   * @param claim takes what the requests grow by; null for what is not more than is remembered
   *     anyway
   */
  Batches(String sender, MemoryBudget.@Nullable Claim claim) {
    this.sender = sender;
    this.claim = claim;
    this.batch = begin();
  }

  private PrometheusBatch begin() {
    MemoryBudget.Claim room = claim;
    return room == null ? new PrometheusBatch(sender) : new PrometheusBatch(sender, FIRST, room);
  }

  /** The one to write the next series to. */
  PrometheusBatch next() {
    if (batch.size() > CHUNK) {
      end();
    }
    return batch;
  }

  private void end() {
    MemoryBudget.Claim room = claim;
    if (room != null) {
      room.grow(batch.size() + 64L); // for the copy
    }
    full.add(batch.encode());
    batch.release();
    batch = begin();
  }

  List<byte[]> encode() {
    if (!batch.isEmpty()) {
      end();
    }
    return full;
  }
}
