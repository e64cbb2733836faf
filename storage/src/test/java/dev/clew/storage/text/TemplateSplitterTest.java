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
        "version v1.2.3 of 1.2|version <*> of <*>.<*>",
        "from fe80::1:2 to ::1|from <*> to <*>",
        "std::map at 10:00:01|std::map at <*>:<*>:<*>",
        "at 123e4567-e89b-12d3-a456-426614174000!|at <*>!",
        "größe|größe",
        "第3章（30s）|第<*>章（<*>）",
        "nothing|nothing",
        "in \u001B[1;31m7 errors\u001B[0m|in \u001B[1;31m<*> errors\u001B[0m",
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
      "…",
      "失",
      "敗",
      "\u0301",
      "\u001B[",
      "\u001B[31m",
      "31m",
      ";",
      "deadbeef",
      "word",
      "12345678-",
      "_",
      ":",
      "255",
      "4567-",
      "abcdef01",
      "1000.",
      "v1",
      "::",
      "fe",
      ":1:",
      "f0:",
      "::1.2.3.4"
    };
    Tokenizer tokenizer = new Tokenizer();
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 1 + random.nextInt(12); i++) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      byte[] bytes = utf8(text.toString());
      Found expected = new Found();
      tokenizer.tokenize(bytes, 0, bytes.length, expected);
      splitter.split(bytes, 0, bytes.length);
      Found found = new Found();
      tokenizer.tokenize(splitter.template(), 0, splitter.templateLength(), found);
      for (int i = 0; i < splitter.variables(); i++) {
        tokenizer.tokenize(bytes, splitter.start(i), splitter.end(i), found);
      }
      assertThat(found.tokens).as("seed %s: %s", seed, text).isEqualTo(expected.tokens);
      assertThat(found.addresses).as("seed %s: %s", seed, text).containsAll(expected.addresses);
    }
  }

  private static final class Found implements Tokenizer.Sink {
    final Set<String> tokens = new TreeSet<>();
    final Set<String> addresses = new TreeSet<>();

    @Override
    public void token(byte[] bytes, int length, boolean id) {
      tokens.add(new String(bytes, 0, length, StandardCharsets.UTF_8) + id);
    }

    @Override
    public void address(long high, long low) {
      addresses.add(high + "/" + low);
    }
  }
}
