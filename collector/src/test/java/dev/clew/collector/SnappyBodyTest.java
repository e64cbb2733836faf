package dev.clew.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.collector.body.ClaimedBytes;
import dev.clew.collector.body.SnappyBody;
import dev.clew.collector.intake.RefusedException;
import dev.clew.collector.loki.Pushes;
import dev.clew.model.otlp.SnappyBlock;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnappyBodyTest {
  private static byte[] decode(byte[] body, int maxBytes) {
    ClaimedBytes decoded =
        SnappyBody.decode(Room.bytes(body), maxBytes, Room.claim(), "Compress it.");
    return Arrays.copyOf(decoded.array(), decoded.size());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void readsWhatItWrote(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 300_000 : 200)];
      int variety = 1 + random.nextInt(200);
      int back = 1 + random.nextInt(40);
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] =
            (byte) (at > 40 && random.nextInt(9) > 0 ? bytes[at - back] : random.nextInt(variety));
      }
      assertThat(decode(SnappyBlock.encode(bytes), bytes.length))
          .as("seed %s, round %s", seed, i)
          .isEqualTo(bytes);
    }
  }

  @Test
  void whatRepeatsGetsSmaller() {
    byte[] bytes =
        "http_requests_total{code=\"200\"} ".repeat(1000).getBytes(StandardCharsets.UTF_8);

    assertThat(SnappyBlock.encode(bytes).length).isLessThan(bytes.length / 10);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void readsWhatAnotherEncoderWrote(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      // Netty's encoder is made for the blocks of Snappy's framing format, which are no longer.
      byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 32_000 : 200)];
      int variety = 1 + random.nextInt(200);
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] =
            (byte) (at > 20 && random.nextInt(4) > 0 ? bytes[at - 17] : random.nextInt(variety));
      }
      byte[] decoded = decode(Pushes.snappy(bytes), bytes.length);
      assertThat(Arrays.equals(decoded, bytes))
          .as("seed %s, round %s, length %s", seed, i, bytes.length)
          .isTrue();
    }
  }

  @Test
  void readsCopiesThatOverlapAndAllKindsOfElements() {
    // Length 12; literal "ab"; copy with 1-byte offset 2, length 4; with 2-byte offset 6, length 3;
    // with 4-byte offset 1, length 3.
    byte[] body = {12, 1 << 2, 'a', 'b', 1, 2, 2 << 2 | 2, 6, 0, 2 << 2 | 3, 1, 0, 0, 0};
    assertThat(decode(body, 100)).asString().isEqualTo("ababababaaaa");
  }

  @Test
  void refusesWhatIsTooLargeOrDamaged() {
    byte[] bomb = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0x7f, 0};
    assertThatThrownBy(() -> decode(bomb, 1 << 20))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("larger than");
    assertThatThrownBy(() -> decode(bomb, Integer.MAX_VALUE)).hasMessageContaining("too short");
    assertThatThrownBy(() -> decode(new byte[] {4, 1, 2}, 100))
        .hasMessageContaining("beyond the ends");
    assertThatThrownBy(() -> decode(new byte[0], 100)).hasMessageContaining("middle of an element");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void damagedInputIsRefusedOrReadButNeverBreaksAnything(long seed) {
    Random random = new Random(seed);
    byte[] good =
        Pushes.snappy(
            "a line, a line, and one more line of 77 bytes"
                .repeat(20)
                .getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = good.clone();
      for (int change = 0; change <= random.nextInt(4); change++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(decode(bad, 1 << 16).length).isLessThanOrEqualTo(1 << 16);
      } catch (RefusedException e) {
        assertThat(e.refusal().reason()).as("seed %s, round %s", seed, i).isNotEmpty();
      }
    }
  }
}
