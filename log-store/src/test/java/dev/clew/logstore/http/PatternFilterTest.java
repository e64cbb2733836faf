package dev.clew.logstore.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternFilterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "user <*> logged in from <*>|\"user\" \"logged in from\"",
        "to db… <*>|\"to db\"",
        "id=<*>ms of it|\"id\" \"of it\"",
        "第<*>章 ok|\"第\" \"章 ok\"",
        "in \u001B[31merror\u001B[0m of <*>x\u001B[1mcart|\"in\" \"error\" \"of\" \"cart\"",
      })
  void phrasesStandBetweenVariablesAndColours(String pattern, String query) {
    assertThat(PatternFilter.of(pattern)).hasToString(query);
  }
}
