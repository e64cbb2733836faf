package dev.clew.model.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.AttributeValue;
import org.junit.jupiter.api.Test;

class ProtoCursorTest {
  private static ProtoCursor over(int... bytes) {
    byte[] array = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      array[i] = (byte) bytes[i];
    }
    return new ProtoCursor().reset(array, 0, array.length);
  }

  @Test
  void readsFieldsInTheOrderSent() {
    ProtoCursor cursor = over(0x08, 0x96, 0x01, 0x12, 0x02, 'h', 'i');
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.varintField()).isEqualTo(150);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.string()).isEqualTo("hi");
    assertThat(cursor.next()).isFalse();
  }

  @Test
  void skipsAFieldOfAnyWireType() {
    ProtoCursor cursor = over(0x12, 0x02, 'h', 'i', 0x08, 0x96, 0x01, 0x15, 1, 2, 3, 4, 0x08, 0x05);
    for (int i = 0; i < 3; i++) {
      assertThat(cursor.next()).isTrue();
      cursor.skip();
    }
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.varintField()).isEqualTo(5);
  }

  @Test
  void aLengthBeyondTheMessageIsMalformed() {
    ProtoCursor cursor = over(0x12, 0x05, 'h', 'i');
    cursor.next();
    assertThatThrownBy(cursor::string)
        .isInstanceOf(MalformedProtobufException.class)
        .hasMessageContaining("length 5 beyond the end");
  }

  @Test
  void aFieldThatEndsEarlyIsMalformed() {
    ProtoCursor cursor = over(0x09, 1, 2, 3);
    cursor.next();
    assertThatThrownBy(cursor::fixed64).hasMessageContaining("truncated field 1");
  }

  @Test
  void nestedValuesBecomeJsonText() {
    ProtoCursor cursor = over(0x2a, 0x07, 0x0a, 0x02, 0x18, 0x07, 0x0a, 0x01, 0x10);
    assertThatThrownBy(() -> AnyValues.value(cursor))
        .isInstanceOf(MalformedProtobufException.class);
    ProtoCursor whole = over(0x2a, 0x08, 0x0a, 0x02, 0x18, 0x07, 0x0a, 0x02, 0x10, 0x01);
    AttributeValue value = AnyValues.value(whole);
    assertThat(value.asText()).isEqualTo("[7,true]");
  }
}
