package dev.clew.model.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.model.QueryException;
import java.nio.charset.StandardCharsets;

/** A search is read, and its filter printed reads as the same filter; or its fault has a place. */
class SearchParserFuzzTest {
  @FuzzTest
  void parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      Filter filter = SearchParser.parse(text);
      String printed = filter.toString();
      if (printed.length() <= SearchParser.LONGEST) {
        assertThat(SearchParser.parse(printed)).as(printed).isEqualTo(filter);
      }
    } catch (QueryException e) {
      refused(e, text);
    }
  }

  /** As in front of a pipe: the filter ends where the first bar stands. */
  @FuzzTest
  void parsePrefix(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      assertThat(SearchParser.parsePrefix(text).end()).isBetween(0, text.length());
    } catch (QueryException e) {
      refused(e, text);
    }
  }

  private static void refused(QueryException e, String text) {
    assertThat(e.getMessage()).isNotEmpty();
    assertThat(e.position()).isBetween(-1, text.length());
  }
}
