package dev.clew.metricsstore.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.clew.metricsstore.index.FreshTerms;
import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.index.term.SortedSeries;
import dev.clew.metricsstore.series.ValueListing;
import dev.clew.model.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written past the JSON library, beside what the library writes. */
class ListingJsonTest {
  /** What is beyond 16 bits as Prometheus writes it: as it is, not as two escapes. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> text.append((char) random.nextInt(0x80));
        case 1 -> text.append((char) random.nextInt(0x80, 0x3000));
        case 2 -> text.appendCodePoint(random.nextInt(0x10000, 0x110000));
        default -> text.append("\"\\/<>&'\u007f\u2028\n\t".charAt(random.nextInt(11)));
      }
    }
    return text.toString();
  }

  private static List<LabelSet> series(Random random) {
    List<LabelSet> series = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      texts.add(text(random));
    }
    for (int i = 0; i < 300; i++) {
      TreeMap<String, String> labels = new TreeMap<>();
      labels.put("id", "" + i);
      for (int j = random.nextInt(5); j > 0; j--) {
        labels.put(texts.get(random.nextInt(10)), texts.get(random.nextInt(60)));
      }
      series.add(LabelSet.of(labels));
    }
    return series;
  }

  private static SortedSeries listing(List<LabelSet> series, int run) {
    int[] numbers = IntStream.range(0, series.size()).toArray();
    return new SortedSeries(
        List.of(new SortedSeries.Part(FreshTerms.of(series), numbers)), run, () -> {});
  }

  /** What the answer was before it was streamed. */
  private static String simple(SortedSeries listing, int limit) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("status", "success");
      json.writeArrayFieldStart("data");
      int written = 0;
      while (written < limit && listing.next()) {
        written++;
        String[] pairs = new String[2 * listing.size()];
        for (int i = 0; i < listing.size(); i++) {
          pairs[2 * i] = listing.name(listing.label(i));
          pairs[2 * i + 1] = new String(listing.value(listing.label(i)), StandardCharsets.UTF_8);
        }
        new ResultJson(json).labels(Labels.ofSorted(pairs));
      }
      json.writeEndArray();
      if (listing.next()) {
        json.writeArrayFieldStart("warnings");
        json.writeString("results truncated due to limit");
        json.writeEndArray();
      }
      json.writeEndObject();
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String streamed(SortedSeries listing, int limit, int part) {
    CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          ResponseBody body = new ResponseBody(ResponseHeaders.of(HttpStatus.OK), response, part);
          ListedData data = new ListedData(listing, json -> json.series(listing, limit), List::of);
          try (JsonGenerator json = FACTORY.createGenerator(body)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            ApiHandler.success(json, data, ApiHandler.Answer.of(data));
            json.flush();
            body.close();
          } catch (IOException | RuntimeException e) {
            body.abort(e);
          }
        });
    return response.thenCompose(HttpResponse::aggregate).join().contentUtf8();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aStreamedAnswerHasTheBytesOfTheSimpleOne(long seed) throws IOException {
    List<LabelSet> series = series(new Random(seed));
    for (int limit : new int[] {1, 5, 299, 300, 1000}) {
      String simple = simple(listing(series, 9), limit);
      assertThat(streamed(listing(series, 4), limit, 7)).isEqualTo(simple);
      assertThat(streamed(listing(series, 1000), limit, 1 << 16)).isEqualTo(simple);
    }
  }

  @Test
  void valuesAreWrittenAsTheLibraryWritesThem() throws IOException {
    Random random = new Random(7);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 0x80; i++) {
      values.add("a" + (char) i);
    }
    for (int i = 0; i < 2000; i++) {
      values.add(text(random));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ListingJson list = new ListingJson(out);
    assertThat(list.values(ValueListing.of(values), values.size())).isFalse();
    list.flush();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(expected)) {
      json.writeStartArray();
      for (String value : values) {
        json.writeString(value);
      }
      json.writeEndArray();
    }
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(expected.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aLimitIsToldOnlyWhereSomethingIsLeftOut() throws IOException {
    ListingJson list = new ListingJson(new ByteArrayOutputStream());
    assertThat(list.values(ValueListing.of(List.of("a", "b")), 2)).isFalse();
    assertThat(list.values(ValueListing.of(List.of("a", "b", "c")), 2)).isTrue();
    assertThat(list.values(ValueListing.of(List.of()), 2)).isFalse();
  }
}
