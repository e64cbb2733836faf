package dev.clew.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusDurationTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0s", "5m, 300000, 5m", "1h30m, 5400000, 1h30m", "500ms, 500, 500ms",
    "1d, 86400000, 1d", "1w, 604800000, 1w", "8d, 691200000, 8d", "1y, 31536000000, 1y",
    "90s, 90000, 1m30s"
  })
  void readsAndWrites(String text, long millis, String written) {
    assertThat(PrometheusDuration.parse(text)).isEqualTo(Duration.ofMillis(millis));
    assertThat(PrometheusDuration.format(Duration.ofMillis(millis))).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "m", "5 m", "-5m", "1m1h", "1.5h", "293y", "99999999999999999999s"})
  void refusesWhatIsNone(String text) {
    String message =
        text.isEmpty()
            ? "empty duration string"
            : text.length() > 5 || text.equals("293y")
                ? "duration out of range"
                : "not a valid duration string: \"" + text + "\"";
    assertThatThrownBy(() -> PrometheusDuration.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
