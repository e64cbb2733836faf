package dev.clew.storage.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateSplitterTest {
  private final TemplateSplitter splitter = new TemplateSplitter();

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String templateOf(byte[] text) {
    splitter.split(text, 0, text.length);
    byte[] template = splitter.template();
    return new String(template, 0, splitter.templateLength(), StandardCharsets.UTF_8)
        .replace("\0", "<*>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user 17 logged in|user <*> logged in",
        "took 12ms|took <*>",
        "id=7f3ab2|id=<*>",
        "facade of deadbeef|facade of <*>",
        "from 10.0.0.7:8080|from <*>:<*>",
        "version 1.2.3 of 1.2|version <*>.<*>.<*> of <*>.<*>",
        "at 123e4567-e89b-12d3-a456-426614174000!|at <*>!",
        "größe|größe",
        "nothing|nothing",
        "7|<*>",
        "'{\"a\":\"b7\",\"c\":5}'|'{\"a\":\"<*>\",\"c\":<*>}'"
      })
  void splits(String text, String template) {
    assertThat(templateOf(utf8(text))).isEqualTo(template);
  }

  @Test
  void theRestOfAVeryLongTextIsOneVariable() {
    assertThat(templateOf(utf8("a 1 ".repeat(100_000)))).hasSizeLessThan(1000).endsWith("<*>");
    assertThat(templateOf(utf8("ab ".repeat(100_000)))).hasSizeLessThan(10_000).endsWith("<*>");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void tokensOfATextAreThoseOfItsTemplateAndItsVariables(long seed) {
    Random random = new Random(seed);
    String[] pieces = {
      "a",
      "7",
      ".",
      "-",
      "10.0.0.1",
      "1.2.3",
      "123e4567-e89b-12d3-a456-426614174000",
      " ",
      "\0",
      "é",
      "deadbeef",
      "word",
      "12345678-",
      "_",
      ":",
      "255",
      "4567-",
      "abcdef01",
      "1000."
    };
    Tokenizer tokenizer = new Tokenizer();
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 1 + random.nextInt(12); i++) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      byte[] bytes = utf8(text.toString());
      Set<String> expected = new TreeSet<>();
      tokenizer.tokenize(
          bytes,
          0,
          bytes.length,
          (t, n, id) -> expected.add(new String(t, 0, n, StandardCharsets.UTF_8) + id));
      splitter.split(bytes, 0, bytes.length);
      Set<String> found = new TreeSet<>();
      tokenizer.tokenize(
          splitter.template(),
          0,
          splitter.templateLength(),
          (t, n, id) -> found.add(new String(t, 0, n, StandardCharsets.UTF_8) + id));
      for (int i = 0; i < splitter.variables(); i++) {
        tokenizer.tokenize(
            bytes,
            splitter.start(i),
            splitter.end(i),
            (t, n, id) -> found.add(new String(t, 0, n, StandardCharsets.UTF_8) + id));
      }
      assertThat(found).as("seed %s: %s", seed, text).isEqualTo(expected);
    }
  }
}
