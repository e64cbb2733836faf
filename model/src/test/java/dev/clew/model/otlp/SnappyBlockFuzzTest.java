package dev.clew.model.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.model.otlp.SnappyBlock.SnappyException;

/**
 * Compressed bytes are decompressed within the bound or refused; what was compressed comes back.
 */
class SnappyBlockFuzzTest {
  private static final int MAX_BYTES = 1 << 16;

  @FuzzTest
  void decode(byte[] body) {
    byte[] content;
    try {
      content = SnappyBlock.decode(body, MAX_BYTES);
    } catch (SnappyException e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    assertThat(content.length).isLessThanOrEqualTo(MAX_BYTES);
    assertThat(SnappyBlock.decode(SnappyBlock.encode(content), MAX_BYTES)).isEqualTo(content);
  }

  @FuzzTest
  void encode(byte[] content) {
    byte[] body = SnappyBlock.encode(content);
    assertThat(body.length).isLessThanOrEqualTo(32 + content.length + content.length / 6);
    assertThat(SnappyBlock.decode(body, content.length)).isEqualTo(content);
    int half = content.length / 2;
    byte[] tail = SnappyBlock.encode(content, half, content.length - half);
    assertThat(SnappyBlock.decode(tail, content.length))
        .isEqualTo(java.util.Arrays.copyOfRange(content, half, content.length));
  }
}
