package dev.clew.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  /** The values of the tests of github.com/prometheus/common/model. */
  @Test
  void isTheOneOfPrometheus() {
    assertThat(Fingerprint.of(Map.of())).isEqualTo(Long.parseUnsignedLong("14695981039346656037"));
    assertThat(Fingerprint.of(Map.of("name", "garland, briggs", "fear", "love is not enough")))
        .isEqualTo(Long.parseUnsignedLong("5799056148416392346"));
    assertThat(Fingerprint.text(Map.of())).isEqualTo("cbf29ce484222325");
  }
}
