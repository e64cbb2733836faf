package dev.clew.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UiConfigTest {

  @Test
  void aSessionLivesBetweenAMinuteAndADay() {
    assertThat(UiConfig.defaults().sessionTimeout()).isEqualTo(Duration.ofMinutes(30));
    assertThatThrownBy(() -> new UiConfig(Duration.ofSeconds(5)))
        .hasMessageContaining("expected: between 1 minute and 24 hours");
    assertThatThrownBy(() -> new UiConfig(Duration.ofDays(2)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
