package dev.clew.collector.body;

import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.otlp.SnappyBlock;
import dev.clew.model.otlp.SnappyBlock.SnappyException;

/** Decompresses the body of a request that came in Snappy's block format. */
public final class SnappyBody {
  private SnappyBody() {}

  /**
   * Decompresses a body, whose bytes are given back.
   *
   * @param claim takes what it becomes
   * @param remedy what to do when the body is something else
   * @throws RefusedException when the bytes are not in that format, or longer than allowed
   * @throws dev.clew.model.memory.NoRoomException when there is no room for what it becomes
   */
  public static ClaimedBytes decode(
      ClaimedBytes body, int maxBytes, MemoryBudget.Claim claim, String remedy) {
    try {
      claim.grow(SnappyBlock.decodedLength(body.array(), body.size(), maxBytes));
      byte[] decoded = SnappyBlock.decode(body.array(), body.size(), maxBytes);
      body.release();
      return ClaimedBytes.claimed(decoded, claim);
    } catch (SnappyException e) {
      if (e.tooLarge()) {
        throw new RefusedException(
            Refusal.Kind.TOO_LARGE,
            "the decompressed request is larger than " + maxBytes + " bytes",
            "Send smaller batches, or raise collector.max_decompressed_bytes.");
      }
      throw new RefusedException(Refusal.Kind.MALFORMED, "the body is " + e.getMessage(), remedy);
    }
  }
}
