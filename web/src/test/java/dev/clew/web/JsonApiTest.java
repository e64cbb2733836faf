package dev.clew.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.server.Server;
import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.model.seam.ReadyAnswer;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonApiTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-30T12:00:00Z"));

  private static Server server;

  private static final class Question extends RuntimeException implements ReadyAnswer {
    private static final long serialVersionUID = 1L;

    @Override
    public int httpStatus() {
      return 409;
    }

    @Override
    public byte[] json() {
      return "{\"sure\":false}".getBytes(UTF_8);
    }
  }

  @BeforeAll
  static void open() {
    server =
        Server.builder()
            .http(0)
            .service("/fine", JsonApi.serve((context, json) -> json.writeStringField("a", "b")))
            .service(
                "/half",
                JsonApi.serve((context, json) -> {
                  json.writeStringField("a", "b");
                  throw new QueryException(QueryException.Kind.LIMIT, "too \"much\"", 7);
                }))
            .service(
                "/none",
                JsonApi.serve((context, json) -> {
                  throw new NotFoundException("x does not exist");
                }))
            .service(
                "/sure",
                JsonApi.serve((context, json) -> {
                  throw new Question();
                }))
            .service(
                "/range",
                JsonApi.serve((context, json) -> {
                  Parameters parameters = new Parameters(context, CLOCK);
                  TimeRange range =
                      parameters.text("open").isEmpty()
                          ? parameters.range()
                          : parameters.openRange();
                  json.writeNumberField("start", range.startNanos());
                  json.writeNumberField("end", range.endNanos());
                  json.writeNumberField("n", parameters.number("n", 5, 10));
                  json.writeStringField("list", parameters.list("list").toString());
                }))
            .build();
    server.start().join();
  }

  @AfterAll
  static void close() {
    server.stop().join();
  }

  private static AggregatedHttpResponse get(String path) {
    return WebClient.of("http://127.0.0.1:" + server.activeLocalPort())
        .get(path)
        .aggregate()
        .join();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\u0001',
      value = {
        "/fine;200;{\"a\":\"b\"}",
        "/half;422;{\"error\":{\"message\":\"too \\\"much\\\"\",\"position\":7}}",
        "/none;404;{\"error\":{\"message\":\"x does not exist\"}}",
        "/sure;409;{\"sure\":false}",
        "/range;200;{\"start\":1796036401000000000,\"end\":1796040001000000000,\"n\":5,\"list\":\"[]\"}",
        "/range?open=1&list=a,+b,,c&n=1;200;{\"start\":-9223372036854775808,\"end\":9223372036854775807,\"n\":1,\"list\":\"[a, b, c]\"}",
        "/range?start=5&end=2026-11-30T12:00:00Z;200;{\"start\":5000000,\"end\":1796040000000000000,\"n\":5,\"list\":\"[]\"}",
        "/range?start=5&end=5;200;{\"start\":5000000,\"end\":5000000,\"n\":5,\"list\":\"[]\"}",
        "/range?start=6&end=5;400;{\"error\":{\"message\":\"start: \\\"6\\\" (expected: not after end)\"}}",
        "/range?start=99999999999999999999;400;{\"error\":{\"message\":\"start: \\\"99999999999999999999\\\" (expected: Unix milliseconds or RFC 3339)\"}}",
        "/range?n=11;400;{\"error\":{\"message\":\"n: \\\"11\\\" (expected: 1 to 10)\"}}",
      })
  void answersAndRefuses(String path, int status, String body) {
    AggregatedHttpResponse answer = get(path);
    assertThat(answer.contentUtf8()).isEqualTo(body);
    assertThat(answer.status().code()).isEqualTo(status);
    assertThat(answer.contentType()).hasToString("application/json; charset=utf-8");
  }

  @Test
  void whatIsMissingIsSaid() {
    assertThat(Parameters.wrong("a", "", "not empty")).hasMessage("a: \"\" (expected: not empty)");
  }
}
