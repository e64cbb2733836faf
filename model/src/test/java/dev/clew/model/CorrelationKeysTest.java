package dev.clew.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CorrelationKeysTest {
  @Test
  void spellingsFoldToOneKeyWhateverTheirCase() {
    CorrelationKeys keys = CorrelationKeys.defaults();
    assertThat(keys.nameOf("X-Request-Id")).isEqualTo("request.id");
    assertThat(keys.nameOf("orderId")).isEqualTo("order.id");
    assertThat(keys.nameOf("http.method")).isNull();
  }

  @Test
  void aSpellingUnderTwoKeysIsRefused() {
    assertThatThrownBy(() -> CorrelationKeys.parse(List.of("a=x", "b=X")))
        .hasMessageContaining("found under a and b");
  }

  @Test
  void theNameIsASpellingOfItself() {
    assertThat(CorrelationKeys.parse(List.of("tenant")).spellingsOf("tenant"))
        .containsExactly("tenant");
  }

  @Test
  void aListHoldsOneIdPerElement() {
    AttributeValue list =
        new AttributeValue.Items(List.of(AttributeValue.of("a-1"), AttributeValue.of("")));
    assertThat(CorrelationKeys.idsIn(list)).containsExactly("a-1");
    assertThat(CorrelationKeys.idsIn(AttributeValue.of(7))).containsExactly("7");
    assertThat(CorrelationKeys.idsIn(AttributeValue.Empty.INSTANCE)).isEmpty();
  }
}
