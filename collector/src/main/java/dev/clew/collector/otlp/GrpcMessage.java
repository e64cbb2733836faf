package dev.clew.collector.otlp;

import com.linecorp.armeria.common.HttpData;
import dev.clew.collector.body.ClaimedBytes;
import dev.clew.collector.body.ContentCoding;
import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import dev.clew.model.memory.MemoryBudget;
import java.nio.ByteBuffer;

/**
 * The one message of a unary gRPC request or answer: a byte that says whether it is compressed,
 * four for its length, its bytes (github.com/grpc/grpc, PROTOCOL-HTTP2.md,
 * Length-Prefixed-Message).
 */
final class GrpcMessage {
  static final int PREFIX = 5;

  private GrpcMessage() {}

  /**
   * Takes the message out of a body.
   *
   * @param coding of the header {@code grpc-encoding}
   * @param maxBytes of the message, decompressed
   * @param claim takes what the message becomes
   * @return the bytes and the place at which the message begins in them
   */
  static Opened open(
      ClaimedBytes body, ContentCoding coding, int maxBytes, MemoryBudget.Claim claim) {
    byte[] bytes = body.array();
    int size = body.size();
    if (size < PREFIX) {
      throw malformed(size + " bytes, which is no message");
    }
    int flag = bytes[0];
    long length = Integer.toUnsignedLong(ByteBuffer.wrap(bytes, 1, 4).getInt());
    if (length > maxBytes) {
      throw new RefusedException(
          Refusal.Kind.TOO_LARGE,
          "the message is larger than " + maxBytes + " bytes",
          "Send smaller batches, or raise collector.max_decompressed_bytes.");
    }
    if (length != size - PREFIX) {
      throw malformed(
          "a message of " + length + " bytes in a body of " + size + " (expected: one message)");
    }
    if (flag == 0) {
      return new Opened(body, PREFIX);
    }
    if (flag != 1 || coding == ContentCoding.IDENTITY) {
      throw malformed("a compressed message without grpc-encoding");
    }
    return new Opened(coding.decode(body, PREFIX, maxBytes, claim), 0);
  }

  /** A message as it stands in an array. */
  record Opened(ClaimedBytes bytes, int offset) {
    byte[] array() {
      return bytes.array();
    }

    int length() {
      return bytes.size() - offset;
    }
  }

  /** A message of an answer, not compressed: they are short. */
  static HttpData of(byte[] message) {
    return HttpData.wrap(
        ByteBuffer.allocate(PREFIX + message.length)
            .put((byte) 0)
            .putInt(message.length)
            .put(message)
            .array());
  }

  private static RefusedException malformed(String what) {
    return new RefusedException(
        Refusal.Kind.MALFORMED, "not a gRPC request: " + what, "Send OTLP as the SDKs do.");
  }
}
