package dev.clew.collector.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.clew.model.otlp.ProtoWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  private static final String SAMPLE =
      "{\"a\":[1,-0.5e+3,true,false,null,\"t\\u00e4\\n\\ud83d\\ude00\"],\"b\":{\"c\":[],\"d\":{}},\"ä€\":\"x\"}";

  private static JsonReader reader(String text) {
    return new JsonReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 50);
  }

  private static boolean accepts(byte[] text) {
    try {
      JsonReader reader = new JsonReader(new ByteArrayInputStream(text), 50);
      reader.skip();
      reader.end();
      return true;
    } catch (MalformedJsonException e) {
      return false;
    }
  }

  private static boolean jacksonAccepts(byte[] text) {
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      while (parser.currentToken() != null) {
        if (parser.currentToken().isScalarValue()) {
          parser.getText(); // texts are decoded only when asked for
        }
        parser.nextToken();
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isUtf8(byte[] text) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** What is JSON and what is not, by another reader. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void agreesWithJackson(long seed) {
    Random random = new Random(seed);
    byte[] good = SAMPLE.getBytes(StandardCharsets.UTF_8);
    byte[] alphabet = "{}[],:\"\\ue0-.+tfn \n1".getBytes(StandardCharsets.UTF_8);
    int accepted = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bad = good.clone();
      for (int change = random.nextInt(3); change > 0; change--) {
        bad[1 + random.nextInt(bad.length - 1)] =
            random.nextInt(4) == 0
                ? (byte) random.nextInt(256)
                : alphabet[random.nextInt(alphabet.length)];
      }
      // Jackson lets some sequences pass that are no UTF-8.
      boolean expected = isUtf8(bad) && jacksonAccepts(bad);
      assertThat(accepts(bad)).as(new String(bad, StandardCharsets.UTF_8)).isEqualTo(expected);
      accepted += expected ? 1 : 0;
    }
    assertThat(accepted).isGreaterThan(1_000);
  }

  @Test
  void textsAreDecoded() {
    JsonReader reader = reader(SAMPLE);
    reader.beginObject("it");
    assertThat(reader.nextName()).isTrue();
    assertThat(reader.name()).isEqualTo("a");
    reader.beginArray("a");
    for (int i = 0; i < 5; i++) {
      assertThat(reader.nextItem()).isTrue();
      reader.skip();
    }
    assertThat(reader.nextItem()).isTrue();
    ProtoWriter out = new ProtoWriter(4);
    assertThat(reader.text("t", out, 100)).isEqualTo(8);
    assertThat(new String(out.toByteArray(), StandardCharsets.UTF_8)).isEqualTo("tä\n\ud83d\ude00");
    assertThat(reader.nextItem()).isFalse();
    assertThat(reader.nextName()).isTrue();
    reader.skip();
    assertThat(reader.nextName()).isTrue();
    assertThat(reader.isName("ä€".getBytes(StandardCharsets.UTF_8))).isTrue();
  }

  @Test
  void aTextThatIsTooLongIsCutAtACharacterAndCounted() {
    ProtoWriter out = new ProtoWriter(4);
    assertThat(reader("\"aä€b\"").text("t", out, 2)).isGreaterThan(2);
    assertThat(new String(out.toByteArray(), StandardCharsets.UTF_8)).isEqualTo("a");
  }

  @Test
  void halvesOfSurrogatePairsAreReplaced() {
    ProtoWriter out = new ProtoWriter(4);
    reader("\"\\ud83dx\\ude00\\ud83d\\ud83d\\ude00\\ud83d\\n\"").text("t", out, 100);
    assertThat(new String(out.toByteArray(), StandardCharsets.UTF_8))
        .isEqualTo("\ufffdx\ufffd\ufffd\ud83d\ude00\ufffd\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1, x] | expected a value, got \"x\" at line 1 column 5",
        "[1,] | a comma at the end of an array",
        "{\"a\" 1} | expected \":\"",
        "\"abc | unexpected end-of-input in a string",
        "01 | a number followed by \"1\"",
        "tru | expected true"
      })
  void whatIsWrongIsNamedWithItsPlace(String text, String message) {
    JsonReader reader = reader(text);
    assertThatThrownBy(reader::skip)
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining(message);
  }

  @Test
  void depthIsBounded() {
    JsonReader reader = reader("[".repeat(51));
    assertThatThrownBy(reader::skip).hasMessageContaining("nested deeper than 50");
  }
}
