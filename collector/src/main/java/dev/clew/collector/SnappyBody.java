package dev.clew.collector;

import dev.clew.model.SnappyBlock;
import dev.clew.model.SnappyBlock.SnappyException;

/** Decompresses the body of a request that came in Snappy's block format. */
public final class SnappyBody {
  private SnappyBody() {}

  /**
   * @param remedy what to do when the body is something else
   * @throws RefusedException when the bytes are not in that format, or longer than allowed
   */
  public static byte[] decode(byte[] body, int maxBytes, String remedy) {
    try {
      return SnappyBlock.decode(body, maxBytes);
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
