package dev.clew.metricsstore.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnknownFieldSet;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.metricsstore.promql.EngineConfig;
import dev.clew.metricsstore.promql.PromqlEngine;
import dev.clew.metricsstore.series.ExemplarSeries;
import dev.clew.metricsstore.series.HeapSeries;
import dev.clew.metricsstore.series.MetricMetadata;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.NativeHistogram.CounterReset;
import dev.clew.model.Labels;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PrometheusApiIT {
  private static final long NOW = 1_700_000_000_000L;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static Server server;

  @BeforeAll
  static void start() {
    HeapSeries series = new HeapSeries();
    Labels up = Labels.of("__name__", "up", "job", "api");
    series.add(up, NOW - 60_000, 0);
    series.add(up, NOW, 1);
    series.add(Labels.of("__name__", "tiny", "my.label", "x"), NOW, 1e-7);
    series.add(Labels.of("__name__", "size"), NOW, histogram());
    series.describe("up", new MetricMetadata("gauge", "", "Whether it is up."));
    series.add(
        new ExemplarSeries(
            up, List.of(new ExemplarSeries.Exemplar(Labels.of("trace_id", "abc"), 1.5, NOW + 5))));
    PromqlEngine engine = new PromqlEngine(series, EngineConfig.defaults());
    ServerBuilder builder = Server.builder().http(0);
    new PrometheusApi(engine, series, InstantSource.fixed(Instant.ofEpochMilli(NOW)))
        .register(builder);
    new FederationApi(
            series, EngineConfig.defaults(), InstantSource.fixed(Instant.ofEpochMilli(NOW)))
        .register(builder);
    server = builder.build();
    server.start().join();
  }

  private static NativeHistogram histogram() {
    return new NativeHistogram(
        0,
        3,
        4.5,
        0.001,
        1,
        CounterReset.UNKNOWN,
        new int[] {0, 1},
        new double[] {1, 1},
        new int[0],
        new double[0],
        new double[0]);
  }

  @AfterAll
  static void stop() {
    server.stop().join();
    CLIENT.close();
  }

  private static String base() {
    return "http://127.0.0.1:" + server.activeLocalPort() + "/prometheus";
  }

  private static String form(String... pairs) {
    return Arrays.stream(pairs)
        .map(pair ->
            pair.substring(0, pair.indexOf('='))
                + "="
                + URLEncoder.encode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static HttpResponse<String> get(String path, String... pairs) throws Exception {
    URI uri = URI.create(base() + path + "?" + form(pairs).replace("[]", "%5B%5D"));
    return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String ok(String path, String... pairs) throws Exception {
    HttpResponse<String> response = get(path, pairs);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private static HttpResponse<String> send(String method, String path) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(base() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void otherMethodsAreNotAllowedWhereThereIsAPath() throws Exception {
    for (String method : List.of("PUT", "DELETE", "HEAD", "PATCH")) {
      for (String path :
          List.of("query", "query_range", "labels", "label/job/values", "metadata", "series")) {
        if (method.equals("DELETE") && path.equals("series")) {
          // Prometheus has this path, and answers it so.
          HttpResponse<String> answer = send(method, "/api/v1/" + path);
          assertThat(answer.statusCode()).isEqualTo(500);
          assertThat(answer.body()).contains("\"error\":\"not implemented\"");
          continue;
        }
        HttpResponse<String> answer = send(method, "/api/v1/" + path + "?query=up");
        assertThat(answer.statusCode()).as(method + " " + path).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow"))
            .hasValueSatisfying(
                allowed -> assertThat(allowed).contains("GET").doesNotContain(method));
      }
      assertThat(send(method, "/api/v1/nosuch").statusCode()).isEqualTo(404);
    }
    assertThat(send("POST", "/api/v1/label/job/values").statusCode()).isEqualTo(405);
    assertThat(send("OPTIONS", "/api/v1/query").statusCode()).isEqualTo(204);
  }

  @Test
  void aTimeThatIsUpBeforeItBeginsIsAFailureOfTheQuery() throws Exception {
    for (String timeout : List.of("0", "0s", "-1")) {
      HttpResponse<String> answer = get("/api/v1/query", "query=up", "timeout=" + timeout);
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(answer.body())
          .contains("\"errorType\":\"execution\"", "context deadline exceeded");
    }
    assertThat(
            get("/api/v1/query_range", "query=up", "start=0", "end=9", "step=1", "timeout=0")
                .statusCode())
        .isEqualTo(422);
    assertThat(get("/api/v1/query", "query=up", "timeout=1").statusCode()).isEqualTo(200);
  }

  @Test
  void namesThatAreNoTextAreRefused() throws Exception {
    HttpResponse<String> name = send("GET", "/api/v1/label/a%ff/values");
    assertThat(name.statusCode()).isEqualTo(400);
    assertThat(name.body()).contains("invalid label name: \\\"a\\\\xff\\\"");
    assertThat(send("GET", "/api/v1/label/my%2elabel/values").body()).contains("[\"x\"]");
    assertThat(send("GET", "/api/v1/label/%C3%A4%F0%9F%98%80/values").statusCode()).isEqualTo(200);
    for (String query :
        List.of(
            "query?query=up%7Ba%3D%22%ff%22%7D",
            "series?match%5B%5D=%7Ba%3D%22%C3%22%7D",
            "labels?match%5B%5D=%7Ba%3D%22%ED%A0%80%22%7D")) {
      HttpResponse<String> answer = send("GET", "/api/v1/" + query);
      assertThat(answer.statusCode()).as(query).isEqualTo(400);
      assertThat(answer.body()).contains("bad_data", "invalid UTF-8 in");
    }
    assertThat(send("GET", "/api/v1/query?query=up%7Ba%3D%22%E2%82%AC%22%7D").statusCode())
        .isEqualTo(200);
  }

  @Test
  void limitsMayBeLarge() throws Exception {
    assertThat(ok("/api/v1/labels", "limit=99999999999")).contains("__name__");
    assertThat(get("/api/v1/labels", "limit=1.5").body())
        .contains("strconv.Atoi: parsing \\\"1.5\\\": invalid syntax");
  }

  @Test
  void answersInstantQueries() throws Exception {
    assertThat(ok("/api/v1/query", "query=up"))
        .isEqualTo(
            """
            {"status":"success","data":{"resultType":"vector","result":[\
            {"metric":{"__name__":"up","job":"api"},"value":[1700000000,"1"]}]}}\
            """);
    assertThat(ok("/api/v1/query", "query=tiny * 1", "time=1700000000.25"))
        .contains("\"value\":[1700000000.250,\"1e-07\"]");
    assertThat(ok("/api/v1/query", "query=1/0"))
        .contains("\"resultType\":\"scalar\",\"result\":[1700000000,\"+Inf\"]");
    assertThat(ok("/api/v1/query", "query=\"a\""))
        .contains("\"resultType\":\"string\",\"result\":[1700000000,\"a\"]");
    assertThat(ok("/api/v1/query", "query=up[5m]"))
        .contains("\"values\":[[1699999940,\"0\"],[1700000000,\"1\"]]");
    assertThat(ok("/api/v1/query", "query=size"))
        .contains(
            "\"histogram\":[1700000000,{\"count\":\"3\",\"sum\":\"4.5\",\"buckets\":"
                + "[[3,\"-0.001\",\"0.001\",\"1\"],[0,\"0.5\",\"1\",\"1\"],[0,\"1\",\"2\",\"1\"]]}]");
  }

  @Test
  void answersRangeQueriesByGetAndPost() throws Exception {
    String expected =
        """
        {"status":"success","data":{"resultType":"matrix","result":[\
        {"metric":{"__name__":"up","job":"api"},"values":\
        [[1699999940,"0"],[1699999970,"0"],[1700000000,"1"]]}]}}\
        """;
    String[] pairs = {"query=up", "start=1699999940", "end=2023-11-14T22:13:20Z", "step=30s"};
    assertThat(ok("/api/v1/query_range", pairs)).isEqualTo(expected);
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(base() + "/api/v1/query_range"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form(pairs)))
            .build();
    assertThat(CLIENT.send(post, HttpResponse.BodyHandlers.ofString()).body()).isEqualTo(expected);
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    HttpResponse<String> syntax = get("/api/v1/query", "query=sum(");
    assertThat(syntax.statusCode()).isEqualTo(400);
    assertThat(syntax.body())
        .isEqualTo(
            """
            {"status":"error","errorType":"bad_data","error":\
            "invalid parameter \\"query\\": 1:5: parse error: unclosed left parenthesis"}\
            """);
    HttpResponse<String> execution =
        get("/api/v1/query", "query=label_replace(up, \"a\", \"\", \"b\", \"(\")");
    assertThat(execution.statusCode()).isEqualTo(422);
    assertThat(execution.body()).contains("\"errorType\":\"execution\"");
    HttpResponse<String> resolution =
        get("/api/v1/query_range", "query=up", "start=0", "end=11001", "step=1");
    assertThat(resolution.statusCode()).isEqualTo(400);
    assertThat(resolution.body())
        .contains("exceeded maximum resolution of 11,000 points per timeseries");
  }

  @Test
  void showsWhatThereIs() throws Exception {
    assertThat(ok("/api/v1/labels")).contains("\"data\":[\"__name__\",\"job\",\"my.label\"]");
    assertThat(ok("/api/v1/label/__name__/values", "match[]=up")).contains("\"data\":[\"up\"]");
    assertThat(ok("/api/v1/label/U__my_2e_label/values")).contains("\"data\":[\"x\"]");
    assertThat(ok("/api/v1/series", "match[]=up"))
        .contains("\"data\":[{\"__name__\":\"up\",\"job\":\"api\"}]");
    assertThat(get("/api/v1/series").statusCode()).isEqualTo(400);
    assertThat(ok("/api/v1/metadata"))
        .contains("{\"up\":[{\"type\":\"gauge\",\"help\":\"Whether it is up.\",\"unit\":\"\"}]}");
    assertThat(ok("/api/v1/query_exemplars", "query=rate(up[1m])"))
        .contains(
            "\"exemplars\":[{\"labels\":{\"trace_id\":\"abc\"},\"value\":\"1.5\","
                + "\"timestamp\":1700000000.005}]");
    assertThat(ok("/api/v1/format_query", "query=sum(up)by(job)"))
        .contains("\"data\":\"sum by (job) (up)\"");
  }

  @Test
  void isUnderstoodByPromtool() throws Exception {
    assumeThat(onPath("promtool")).isTrue();
    Process process =
        new ProcessBuilder("promtool", "query", "instant", "--time=1700000000", base(), "up")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("up{job=\"api\"} => 1 @[1700000000]");
  }

  @Test
  void readsTimesAndDurationsAsPrometheusDoes() throws Exception {
    for (String time :
        List.of(
            "time=1700000000",
            "time=1.7e9",
            "time=1699999999.9999",
            "time=2023-11-14T22:13:20Z",
            "time=2023-11-14T23:13:20.000+01:00")) {
      assertThat(ok("/api/v1/query", "query=up", time)).as(time).contains("[1700000000,\"1\"]");
    }
    for (String time : List.of("time=x", "time=5d", "time=2023-11-14", "time= 1", "time=NaN")) {
      HttpResponse<String> wrong = get("/api/v1/query", "query=up", time);
      assertThat(wrong.statusCode()).as(time).isEqualTo(400);
      assertThat(wrong.body())
          .contains("invalid parameter \\\"time\\\": invalid time value for 'time': cannot parse");
    }
    assertThat(
            ok("/api/v1/query_range", "query=up", "start=1699999940", "end=1700000000", "step=1d"))
        .contains("\"values\":[[1699999940,\"0\"]]");
    assertThat(
            ok(
                "/api/v1/series",
                "match[]=up",
                "start=-292273086-05-16T16:47:06Z",
                "end=292277025-08-18T07:12:54.999999999Z"))
        .contains("up");
  }

  @Test
  void showsTheSyntaxTree() throws Exception {
    assertThat(ok("/api/v1/parse_query", "query=rate(up[5m]) > bool 1"))
        .startsWith("{\"status\":\"success\",\"data\":{\"type\":\"binaryExpr\",\"op\":\">\"")
        .contains(
            "\"argTypes\":[\"matrix\"],\"variadic\":0",
            "\"range\":300000",
            "\"timestamp\":null",
            "\"matching\":null",
            "\"bool\":true");
    assertThat(get("/api/v1/parse_query", "query=rate(").statusCode()).isEqualTo(400);
  }

  @Test
  void leavesItToTheFrontDoorWhoReadsFromElsewhere() throws Exception {
    URI uri = URI.create(base() + "/api/v1/labels");
    HttpRequest ask =
        HttpRequest.newBuilder(uri)
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Origin", "http://example.org")
            .build();
    HttpResponse<String> answer = CLIENT.send(ask, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(get("/api/v1/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void limitsAndCutsOff() throws Exception {
    assertThat(ok("/api/v1/label/__name__/values", "limit=1"))
        .contains("\"data\":[\"size\"],\"warnings\":[\"results truncated due to limit\"]");
    assertThat(ok("/api/v1/query", "query={__name__=~\".+\"}", "limit=1"))
        .contains("results truncated due to limit");
    assertThat(get("/api/v1/labels", "limit=x").body())
        .contains("strconv.Atoi: parsing \\\"x\\\": invalid syntax");
    assertThat(get("/api/v1/labels", "limit=-1").body()).contains("limit must be non-negative");
    assertThat(ok("/api/v1/metadata", "limit=0")).contains("\"data\":{}");
    assertThat(get("/api/v1/query_exemplars", "query=1").statusCode()).isEqualTo(204);
    assertThat(get("/api/v1/series", "match[]={}").body())
        .contains("match[] must contain at least one non-empty matcher");
  }

  @Test
  void federates() throws Exception {
    assertThat(ok("/federate", "match[]={__name__=~\"up|tiny|size\"}", "match[]=up"))
        .isEqualTo(
            """
            # TYPE tiny untyped
            tiny{my_label="x",instance=""} 1e-07 1700000000000
            # TYPE up untyped
            up{job="api",instance=""} 1 1700000000000
            """);
    assertThat(get("/federate", "match[]=up{").statusCode()).isEqualTo(400);
    assertThat(ok("/federate")).isEmpty();
    URI uri = URI.create(base() + "/federate?match%5B%5D=size");
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header(
                "Accept",
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
                    + "encoding=delimited;escaping=allow-utf-8")
            .build();
    HttpResponse<byte[]> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/vnd.google.protobuf");
    CodedInputStream in = CodedInputStream.newInstance(answer.body());
    in.readRawVarint32();
    UnknownFieldSet family = UnknownFieldSet.parseFrom(in);
    assertThat(family.getField(1).getLengthDelimitedList().getFirst().toStringUtf8())
        .isEqualTo("size");
    assertThat(family.getField(3).getVarintList()).containsExactly(4L);
    UnknownFieldSet metric =
        UnknownFieldSet.parseFrom(family.getField(4).getLengthDelimitedList().getFirst());
    UnknownFieldSet histogram =
        UnknownFieldSet.parseFrom(metric.getField(7).getLengthDelimitedList().getFirst());
    assertThat(histogram.getField(4).getFixed64List()).containsExactly(Double.doubleToLongBits(3));
    assertThat(histogram.getField(14).getFixed64List())
        .containsExactly(Double.doubleToLongBits(1), Double.doubleToLongBits(1));
    UnknownFieldSet span =
        UnknownFieldSet.parseFrom(histogram.getField(12).getLengthDelimitedList().getFirst());
    assertThat(span.getField(2).getVarintList()).containsExactly(2L);
  }

  private static boolean onPath(String program) throws IOException {
    for (String directory : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }
}
