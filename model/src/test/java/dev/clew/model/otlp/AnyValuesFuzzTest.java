package dev.clew.model.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;

/** Values are read whole, cut off where they are too deep, or refused with their place. */
class AnyValuesFuzzTest {
  @FuzzTest
  void value(byte[] bytes) {
    try {
      AttributeValue value = AnyValues.value(new ProtoCursor().reset(bytes, 0, bytes.length));
      assertThat(value.asText().length()).isLessThan(20 * bytes.length + 20);
      assertThat(AnyValues.value(new ProtoCursor().reset(bytes, 0, bytes.length))).isEqualTo(value);
    } catch (MalformedProtobufException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @FuzzTest
  void keyValue(byte[] bytes) {
    Attributes.Builder attributes = new Attributes.Builder();
    try {
      AnyValues.keyValue(new ProtoCursor().reset(bytes, 0, bytes.length), attributes);
      assertThat(attributes.build().size()).isLessThanOrEqualTo(1);
    } catch (MalformedProtobufException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
