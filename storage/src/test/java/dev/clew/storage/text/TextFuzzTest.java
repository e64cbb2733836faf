package dev.clew.storage.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.model.QueryException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** What the index and the templates say of a text holds for the text itself. */
class TextFuzzTest {
  private static final class Found implements Tokenizer.Sink {
    final Set<String> tokens = new TreeSet<>();

    @Override
    public void token(byte[] bytes, int length, boolean id) {
      tokens.add(new String(bytes, 0, length, StandardCharsets.UTF_8) + id);
    }
  }

  private static Found tokens(byte[] text, int from, int to, Found found) {
    new Tokenizer().tokenize(text, from, to, found);
    return found;
  }

  /** A template with its variables in place is the text, and both have the same tokens. */
  @FuzzTest
  void template(byte[] bytes) {
    byte[] text = new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    TemplateSplitter splitter = new TemplateSplitter();
    splitter.split(text, 0, text.length);
    Found found = tokens(splitter.template(), 0, splitter.templateLength(), new Found());
    byte[] joined = new byte[text.length];
    int at = 0;
    int variable = 0;
    for (int i = 0; i < splitter.templateLength(); i++) {
      byte b = splitter.template()[i];
      if (b != TemplateSplitter.SLOT) {
        joined[at++] = b;
        continue;
      }
      int start = splitter.start(variable);
      int length = splitter.end(variable++) - start;
      assertThat(start).isEqualTo(at);
      System.arraycopy(text, start, joined, at, length);
      tokens(text, start, start + length, found);
      at += length;
    }
    assertThat(variable).isEqualTo(splitter.variables());
    assertThat(Arrays.copyOf(joined, at)).isEqualTo(text);
    assertThat(found.tokens).isEqualTo(tokens(text, 0, text.length, new Found()).tokens);
  }

  /** Lines: before, the literal, behind. The words that a literal promises are in every text. */
  @FuzzTest
  void literal(byte[] bytes) {
    String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", 3);
    if (lines.length < 3) {
      return;
    }
    byte[] text = String.join("", lines).getBytes(StandardCharsets.UTF_8);
    Set<String> expected = tokens(text, 0, text.length, new Found()).tokens;
    LiteralWords.find(
        lines[1],
        false,
        false,
        new LiteralWords.Sink() {
          @Override
          public void token(byte[] token, int length, boolean id) {
            assertThat(expected)
                .contains(new String(token, 0, length, StandardCharsets.UTF_8) + id);
          }

          @Override
          public void part(LiteralWords.Place place, byte[] part) {
            assertThat(part).isNotEmpty();
          }
        });
    assertThat(TextPattern.substring(lines[1], true).matches(text, 0, text.length)).isTrue();
    assertThat(
            TextPattern.wildcard("*" + lines[1].replaceAll("([*\\\\])", "\\\\$1") + "*", true)
                .matches(text, 0, text.length))
        .isTrue();
  }

  /** The first line is an expression; what it needs is in every text that matches. */
  @FuzzTest
  void regex(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = Math.max(0, text.indexOf('\n'));
    String expression = text.substring(0, Math.min(end, 100));
    String line = text.substring(Math.min(text.length(), end + 1));
    TextPattern exact;
    TextPattern any;
    try {
      exact = TextPattern.regex(expression, true);
      any = TextPattern.regex(expression, false);
    } catch (QueryException e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    if (any.matches(line)) {
      check(RegexLiterals.of(expression), line.toLowerCase(Locale.ROOT), expression);
    }
    if (exact.matches(line)) {
      check(RegexLiterals.of(expression), line.toLowerCase(Locale.ROOT), expression);
    }
  }

  private static void check(RegexLiterals.Need need, String line, String expression) {
    assertThat(holds(need, line)).as("%s needs %s in %s", expression, need, line).isTrue();
  }

  private static boolean holds(RegexLiterals.Need need, String line) {
    return switch (need) {
      case RegexLiterals.Literal literal -> line.contains(literal.text().toLowerCase(Locale.ROOT));
      case RegexLiterals.All all -> all.of().stream().allMatch(part -> holds(part, line));
      case RegexLiterals.Any any -> any.of().stream().anyMatch(part -> holds(part, line));
    };
  }
}
