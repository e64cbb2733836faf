package dev.clew.storage.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.model.query.SearchParser;
import dev.clew.storage.block.life.BlockStoreConfig;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.storage.rows.RowQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where words begin and end, as people type them; on disk and in memory, each with its denial. */
class WordsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String OTHER = "nothing of it here";

  @TempDir Path directory;
  private BlockStore store;
  private long position;

  @BeforeEach
  void open() throws IOException {
    BlockStoreConfig config =
        new BlockStoreConfig(Duration.ofDays(20), Duration.ofSeconds(30), 1 << 20, false);
    store = BlockStore.open(config, TestRows.SCHEMA, directory, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void write(String body) {
    try (RowWriter rows = store.write()) {
      rows.begin(TimeRange.nanosOf(NOW) - 1000 + position);
      rows.text(TestRows.BODY, body);
      rows.end();
      rows.commit(position++);
    }
  }

  private List<String> search(Filter filter) throws IOException {
    List<String> found = new ArrayList<>();
    store.search(
        RowQuery.newest(filter, TimeRange.ALL, 100), row -> found.add(row.text(TestRows.BODY)));
    return found;
  }

  private void check(String text, String query, boolean finds) throws IOException {
    write(text);
    write(OTHER);
    Filter filter = SearchParser.parse(query);
    for (String where : List.of("in memory", "on disk")) {
      assertThat(search(filter)).as(where).isEqualTo(finds ? List.of(text) : List.of());
      assertThat(search(new Filter.Not(filter)))
          .as("denied, %s", where)
          .isEqualTo(finds ? List.of(OTHER) : List.of(OTHER, text));
      store.flush();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "Connecting to db…|db|true",
        "“quoted” x|quoted|true",
        "“quoted” x|\"quoted\"|true",
        "錯誤：timeout（30s）。|timeout|true",
        "錯誤：timeout（30s）。|30s|true",
        "錯誤：timeout（30s）。|錯誤|true",
        "a\u00A0b c|b|true",
        "left—right|right|true",
        "\uFEFFfirst line|first|true",
        "🚀deploy🎉|deploy|true",
        "⚠️slow|slow|true",
        "👍🏽fast|fast|true",
        "1️⃣ step|1|true",
        "«базе» данных|базе|true",
        "naïve|na|false",
        "nai\u0308ve|nai|false",
        "größe_x|größe|false",
        "支払いに失敗しました|失敗|true",
        "支払いに失敗しました|敗|true",
        "支払いに失敗しました|\"失敗しま\"|true",
        "支払いに失敗しました|払失|false",
        "支払いに失敗しました|失*|true",
        "支払いに失敗しました|*した|true",
        "エラーコード30|コード|true",
        "エラーコード30|30|true",
        "ไม่สามารถเชื่อมต่อ|สามารถ|true",
        "访问localhost失败|localhost|true",
        "访问localhost失败|local|false",
        "결제가 실패했습니다|결제가|true",
        "결제가 실패했습니다|결제|false",
        "결제가 실패했습니다|결제*|true",
      })
  void wordsAreLettersDigitsAndUnderscores(String text, String query, boolean finds)
      throws IOException {
    check(text, query, finds);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "\u001B[31merror\u001B[0m found|error|true",
        "\u001B[31merror\u001B[0m found|*rror|true",
        "\u001B[31merror\u001B[0m found|err*|true",
        "\u001B[31merror\u001B[0m found|\"error\"|true",
        "\u001B[31merror\u001B[0m found|31merror|false",
        "\u001B[31merror\u001B[0m found|31m|false",
        "\u001B[31merror\u001B[0m found|31*|false",
        "\u001B[31merror\u001B[0m found|*m|false",
        "\u001B[31merror\u001B[0m found|*1merr*|true",
        "\u001B[31merror\u001B[0m found|\"[31merror\"|true",
        "\u001B[1;31mmessage\u001B[0m|*message*|true",
        "\u001B[1;31mmessage\u001B[0m|*mmessage*|true",
        "\u001B[1;31message\u001B[0m|essage|true",
        "\u001B[1;31message\u001B[0m|*message|true",
        "\u001B[1;31m4bf92f3577b34da6a3ce929d0e0e4736\u001B[m|4bf92f3577b34da6a3ce929d0e0e4736|true",
        "\u001B[1;31m10.1.2.3\u001B[m|10.1.2.3|true",
        "\u001B[1;31m10.1.2.3\u001B[m|ip:10.0.0.0/8|true",
        "\u001B[32m2001:db8::1\u001B[m|2001:db8::1|true",
        "\u001B[2Kcleared 31m|31m|true",
      })
  void colourCodesAreNoWords(String text, String query, boolean finds) throws IOException {
    check(text, query, finds);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "id 3ea4052c-895d-4b64-9e2d-63b5a0c1d2e3!|3ea4052c|true",
        "id 3ea4052c-895d-4b64-9e2d-63b5a0c1d2e3!|\"3ea4052c-895d-4b64-9e2d\"|true",
        "id 3ea4052c-895d-4b64-9e2d-63b5a0c1d2e3!|3ea4052c-895d-4b64-9e2d-63b5a0c1d2e3|true",
        "id 3EA4052C-895D-4B64-9E2D-63B5A0C1D2E3!|3ea4052c-895d-4b64-9e2d-63b5a0c1d2e3|true",
        "id 3ea4052c-895d-4b64-9e2d-63b5a0c1d2e3!|63b*|true",
        "id 3ea4052c-895d-4b64-9e2d-63b5a0c1d2e3!|*d2e3|true",
        "id 3ea4052c-895d-4b64-9e2d-63b5a0c1d2e3!|895d|true",
        "id 3ea4052c-895d-4b64-9e2d-63b5a0c1d2e3!|95d|false",
        "id 3ea4052c-895d-4b64-9e2d-63b5a0c1d2e3!|*95d*|true",
        "on ip-10-0-3-17.eu-west-1.compute.internal|compute|true",
        "on ip-10-0-3-17.eu-west-1.compute.internal|eu-west-1.compute|true",
        "on ip-10-0-3-17.eu-west-1.compute.internal|ip-10-0-3-17|true",
        "open /var/lib/app/data.db failed|/var/lib|true",
        "open /var/lib/app/data.db failed|data.db|true",
        "open /var/lib/app/data.db failed|app|true",
        "open /var/lib/app/data.db failed|/va|false",
        "running v1.22.3-rc.1|v1.22|true",
        "running v1.22.3-rc.1|22.3|true",
        "running v1.22.3-rc.1|v1.22.3-rc.1|true",
        "running v1.22.3-rc.1|1.22.3|false",
        "by anna.lee@mail.example.com|anna.lee@mail.example.com|true",
        "by anna.lee@mail.example.com|@mail.example|true",
        "by anna.lee@mail.example.com|lee@mail|true",
        "by anna.lee@mail.example.com|example.co|false",
        "user=anna order_id=P-77 took=12ms|\"order_id=P-77\"|true",
        "user=anna order_id=P-77 took=12ms|P-77|true",
        "user=anna order_id=P-77 took=12ms|order_id|true",
        "user=anna order_id=P-77 took=12ms|order|false",
        "user=anna order_id=P-77 took=12ms|12ms|true",
        "at a.b.c of it|a.b.c|true",
        "at a.b.c of it|b.c|true",
        "at a.b.c of it|b|true",
        "at a.b.c of it|a.c|false",
      })
  void partsBetweenSignsAreWords(String text, String query, boolean finds) throws IOException {
    check(text, query, finds);
  }
}
