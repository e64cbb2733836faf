package dev.clew.collector.scrape.fetch;

import dev.clew.model.memory.MemoryBudget;
import org.jspecify.annotations.Nullable;

/**
 * A body, decompressed. It counts against the memory of all until it is closed.
 *
 * @param array the body and unused space behind it
 * @param contentType null when the server sent none
 * @param claim for what the body becomes, too, as long as it is not closed
 */
@SuppressWarnings("ArrayRecordComponent")
public record FetchedBody(
    byte[] array, int length, @Nullable String contentType, MemoryBudget.Claim claim)
    implements AutoCloseable {
  @Override
  public void close() {
    claim.close();
  }
}
