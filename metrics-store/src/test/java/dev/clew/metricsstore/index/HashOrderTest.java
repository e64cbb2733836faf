package dev.clew.metricsstore.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.Labels;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HashOrderTest {
  @Test
  void ordersHashesWithoutSign() {
    Random random = new Random(7);
    for (int n : new int[] {0, 1, 2, 1000}) {
      long[] keys = random.longs(n).map(key -> key % 5 == 0 ? -1 : key).toArray();
      int[] expected =
          IntStream.range(0, n)
              .boxed()
              .sorted(Comparator.comparing(i -> keys[i], Long::compareUnsigned))
              .mapToInt(Integer::intValue)
              .toArray();
      assertThat(HashOrder.of(keys)).containsExactly(expected);
    }
  }

  /** The format page says what is hashed. */
  @Test
  void hashesLengthsAndUtf8() throws Exception {
    TreeMap<String, String> labels = new TreeMap<>();
    labels.put(Labels.METRIC_NAME, "größe");
    labels.put("a", "x".repeat(3000));
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    labels.forEach((name, value) -> {
      for (String text : new String[] {name, value}) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        sha.update(ByteBuffer.allocate(4).putInt(utf8.length).flip());
        sha.update(utf8);
      }
    });
    ByteBuffer expected = ByteBuffer.wrap(sha.digest());
    LabelSet set = LabelSet.of(labels);
    assertThat(set.hashHigh()).isEqualTo(expected.getLong());
    assertThat(set.hashLow()).isEqualTo(expected.getLong());
  }
}
