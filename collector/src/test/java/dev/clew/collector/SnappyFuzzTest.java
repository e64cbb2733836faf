package dev.clew.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.collector.body.ClaimedBytes;
import dev.clew.collector.body.SnappyBody;
import dev.clew.collector.intake.RefusedException;
import dev.clew.collector.loki.Pushes;
import dev.clew.model.otlp.SnappyBlock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.Snappy;
import java.util.Arrays;

/** Snappy's block format beside Netty's reader and writer of it. */
class SnappyFuzzTest {
  private static final int MAX_BYTES = 1 << 15; // as long as Netty's writer makes them

  /**
   * What is read here Netty reads, too, and gives the same bytes; but for lengths of five bytes,
   * which it does not take.
   */
  @FuzzTest
  void decode(byte[] body) {
    byte[] ours;
    try {
      ours = decode(body, "Compress it.");
    } catch (RefusedException e) {
      assertThat(e.refusal().reason()).isNotEmpty();
      return;
    }
    if (body.length > 3 && (body[0] & body[1] & body[2] & body[3]) < 0) {
      return;
    }
    assertThat(netty(body, ours.length)).isEqualTo(ours);
  }

  @FuzzTest
  void encode(byte[] content) {
    if (content.length > MAX_BYTES) {
      return;
    }
    assertThat(netty(SnappyBlock.encode(content), content.length)).isEqualTo(content);
    assertThat(decode(Pushes.snappy(content), "")).isEqualTo(content);
  }

  private static byte[] decode(byte[] body, String remedy) {
    ClaimedBytes decoded = SnappyBody.decode(Room.bytes(body), MAX_BYTES, Room.claim(), remedy);
    return Arrays.copyOf(decoded.array(), decoded.size());
  }

  private static byte[] netty(byte[] body, int length) {
    ByteBuf out = Unpooled.buffer(length);
    try {
      new Snappy().decode(Unpooled.wrappedBuffer(body), out);
    } catch (DecompressionException | IndexOutOfBoundsException e) {
      throw new AssertionError("Netty refuses it: " + e, e);
    }
    return ByteBufUtil.getBytes(out);
  }
}
