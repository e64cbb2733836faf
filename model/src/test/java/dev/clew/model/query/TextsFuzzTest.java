package dev.clew.model.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Instants, quantities and addresses as people type them: any text is one, or is not. */
class TextsFuzzTest {
  private static final long NOW = 1_795_000_000_000_000_000L;

  @FuzzTest
  void time(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    assertThat(TimeText.isValid(text) && TimeText.nanos(text, 0).isEmpty()).isFalse();
    if (TimeText.nanos(text, NOW).isPresent()) {
      assertThat(text).matches("(?s)(now|[0-9]).*");
    }
  }

  @FuzzTest
  void quantity(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    double value = Quantities.parse(text);
    if (Quantities.isDuration(text)) {
      assertThat(value).isNotNaN();
    }
    assertThat(Filter.Operand.of(text).text()).isEqualTo(text);
  }

  /** What counts as an address is the address that Java reads in it, too. */
  @FuzzTest
  void address(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    IpRange range = IpRange.parse(text);
    if (range == null) {
      return;
    }
    assertThat(IpRange.parse(range.toString())).isEqualTo(range);
    long[] halves = new long[2];
    int slash = text.indexOf('/');
    int end = slash < 0 ? bytes.length : slash;
    int family = IpText.parse(bytes, 0, end, halves);
    InetAddress address = InetAddress.ofLiteral(text.substring(0, end));
    ByteBuffer expected = ByteBuffer.wrap(address.getAddress());
    if (address instanceof Inet4Address) {
      assertThat(family).isEqualTo(4);
      assertThat(halves[1]).isEqualTo(Integer.toUnsignedLong(expected.getInt()));
      assertThat(range.contains4(halves[1])).isTrue();
    } else {
      assertThat(family).isEqualTo(6);
      assertThat(halves).containsExactly(expected.getLong(), expected.getLong());
      assertThat(range.contains6(halves[0], halves[1])).isTrue();
    }
  }
}
