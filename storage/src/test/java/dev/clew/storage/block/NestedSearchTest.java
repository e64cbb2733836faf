package dev.clew.storage.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.model.query.SearchParser;
import dev.clew.storage.block.life.BlockStoreConfig;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.rows.ScanReport;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values within lists and maps are found by their path, in memory and on disk. */
class NestedSearchTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final RowSchema.Builder BUILDER = RowSchema.builder();
  private static final Field BODY = BUILDER.text("body", Field.Use.TEXT);
  private static final Field PAIR = BUILDER.opaque("pair");
  private static final RowSchema SCHEMA =
      BUILDER
          .nested(PAIR, NestedSearchTest::pair, "pair")
          .idKeys(name -> name.endsWith("x-request-id") || name.equals("session.id") ? "id" : null)
          .build();

  @TempDir Path directory;
  private BlockStore store;

  /** {@code name=value}. */
  private static AttributeValue pair(String root, byte[] bytes) {
    String[] parts = new String(bytes, StandardCharsets.UTF_8).split("=", 2);
    return new AttributeValue.Entries(Attributes.of(parts[0], parts[1]));
  }

  private static AnyValue any(Object value) {
    return switch (value) {
      case String text -> AnyValue.newBuilder().setStringValue(text).build();
      case Integer number -> AnyValue.newBuilder().setIntValue(number).build();
      case Double number -> AnyValue.newBuilder().setDoubleValue(number).build();
      case Boolean truth -> AnyValue.newBuilder().setBoolValue(truth).build();
      case List<?> list ->
          AnyValue.newBuilder()
              .setArrayValue(
                  ArrayValue.newBuilder()
                      .addAllValues(list.stream().map(NestedSearchTest::any).toList()))
              .build();
      case Map<?, ?> map -> {
        KeyValueList.Builder entries = KeyValueList.newBuilder();
        map.forEach((key, entry) ->
            entries.addValues(KeyValue.newBuilder().setKey((String) key).setValue(any(entry))));
        yield AnyValue.newBuilder().setKvlistValue(entries).build();
      }
      default -> throw new IllegalArgumentException("value: " + value);
    };
  }

  private void row(RowWriter rows, int number, String attribute, Object value) {
    rows.begin(TimeRange.nanosOf(NOW) - 1000 + number);
    rows.attribute("n").whole(number);
    byte[] bytes = any(value).toByteArray();
    rows.attribute(attribute).nested(bytes, 0, bytes.length);
    if (number == 3) {
      byte[] pair = "retry=Twice".getBytes(StandardCharsets.UTF_8);
      rows.bytes(PAIR, pair, 0, pair.length);
    }
    rows.end();
  }

  @BeforeEach
  void open() throws IOException {
    BlockStoreConfig config =
        new BlockStoreConfig(Duration.ofDays(20), Duration.ofSeconds(30), 1 << 20, false);
    store = BlockStore.open(config, SCHEMA, directory, Clock.fixed(NOW, ZoneOffset.UTC));
    try (RowWriter rows = store.write()) {
      rows.group(
          new Attributes.Builder()
              .put(
                  "resource.k8s",
                  new AttributeValue.Entries(Attributes.of("pod.name", "Checkout-1")))
              .build());
      row(rows, 0, "fields2", Map.of("what", "is this3", "deep", Map.of("er", 17)));
      row(rows, 1, "http.request.header.x-request-id", List.of("rid-13", "rid-14"));
      row(rows, 2, "items", List.of(Map.of("sku", "A-1", "price", 2.5), Map.of("sku", "B-2")));
      row(rows, 3, "a.b", Map.of("c.d", true));
      rows.group(Attributes.EMPTY);
      row(rows, 4, "session", Map.of("id", "s-77"));
      row(rows, 5, "other", Map.of("what", "is this3"));
      rows.commit(0);
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private TreeSet<Integer> search(Filter filter) throws IOException {
    TreeSet<Integer> found = new TreeSet<>();
    store.search(
        RowQuery.newest(filter, TimeRange.ALL, 100),
        row -> found.add(Integer.valueOf(row.attributes().text("n"))));
    return found;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "fields2.what:\"is this3\"|0",
        "fields2.what:~this3|0",
        "fields2.what:IS*|0",
        "fields2.what:/is.this/|0",
        "fields2.what:=\"Is this3\"|",
        "fields2.what:*|0",
        "fields2.deep.er:17|0",
        "fields2.deep.er>16|0",
        "fields2.deep.er>17|",
        "fields2.deep:*|0",
        "fields2.nothing:*|",
        "other.what:\"is this3\"|5",
        "http.request.header.x-request-id:rid-13|1",
        "http.request.header.x-request-id:rid-14|1",
        "http.request.header.x-request-id:(rid-9 OR rid-14)|1",
        "http.request.header.x-request-id:rid|",
        "items.sku:B-2|2",
        "items.price:2.5|2",
        "items.price<3|2",
        "a.b.c.d:true|3",
        "session.id:s-77|4",
        "session.id:s*|4",
        "k8s.pod.name:checkout-1|0 1 2 3",
        "resource.k8s.pod.name:checkout*|0 1 2 3",
        "pair.retry:twice|3",
        "pair.retry:=twice|",
        "pair.retry:*|3",
        "pair.other:*|",
      })
  void valuesAreFoundByTheirPath(String query, String rows) throws IOException {
    TreeSet<Integer> expected = new TreeSet<>();
    for (String row : rows == null ? new String[0] : rows.split(" ")) {
      expected.add(Integer.valueOf(row));
    }
    Filter filter = SearchParser.parse(query);
    for (String where : List.of("in memory", "on disk")) {
      assertThat(search(filter)).as(where).isEqualTo(expected);
      TreeSet<Integer> others = new TreeSet<>(List.of(0, 1, 2, 3, 4, 5));
      others.removeAll(expected);
      assertThat(search(new Filter.Not(filter))).as("denied, %s", where).isEqualTo(others);
      store.flush();
    }
  }

  @Test
  void theIndexRulesOutBlocksWithoutTheValue() throws IOException {
    store.flush();
    Filter filter = SearchParser.parse("fields2.what:\"is this4\"");
    ScanReport report = store.search(RowQuery.newest(filter, TimeRange.ALL, 100), row -> true);
    assertThat(report.skippedBlocks()).isEqualTo(1);
  }
}
