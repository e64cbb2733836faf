package dev.clew.model.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.QueryException;
import org.junit.jupiter.api.Test;

class MadeTextTest {
  @Test
  void isRefusedBeforeItIsTooLong() {
    MadeText text = new MadeText("label_join()", 5);
    text.append("abc").append("xdex", 1, 3);
    assertThat(text).hasToString("abcde");
    assertThatThrownBy(() -> text.append('f'))
        .isInstanceOf(QueryException.class)
        .hasMessage("label_join(): a text of 6 characters or more (expected: at most 5)");
    assertThatThrownBy(() -> text.append("fg")).hasMessageContaining("7 characters");
    assertThat(text).hasToString("abcde");
  }
}
