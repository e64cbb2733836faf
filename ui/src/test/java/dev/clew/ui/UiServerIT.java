package dev.clew.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The user interface behind the front door, with the production bundle. */
class UiServerIT {

  private static final Pattern BUNDLE = Pattern.compile("VAADIN/build/[\\w-]+\\.js");

  private static FixtureServer server;
  private static WebClient client;

  @BeforeAll
  static void start() {
    server = FixtureServer.start(0, FixtureApi.shop());
    client = WebClient.of(server.address());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static AggregatedHttpResponse fetch(String path) {
    return client.get(path).aggregate().join();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/logs?q=a",
        "/services",
        "/services/a%20b",
        "/traces",
        "/trace/4bf9",
        "/metrics",
        "/alerts",
        "/c/7f3a",
        "/c/order.id/7f3a",
        "/status"
      })
  void everyPageCanBeOpenedByItsAddress(String path) {
    AggregatedHttpResponse answer = fetch(path);
    assertThat(answer.status().code()).isEqualTo(200);
    assertThat(answer.contentUtf8()).contains("id=\"outlet\"", "--accent");
  }

  @Test
  void hashedBundleFilesMayBeKeptForEverAndThePageMayNot() {
    AggregatedHttpResponse page = fetch("/");
    Matcher bundle = BUNDLE.matcher(page.contentUtf8());
    assertThat(bundle.find()).isTrue();
    AggregatedHttpResponse script = fetch("/" + bundle.group());
    assertThat(script.headers().get(HttpHeaderNames.CACHE_CONTROL)).contains("immutable");
    assertThat(page.headers().get(HttpHeaderNames.CACHE_CONTROL, "")).doesNotContain("immutable");
  }

  @Test
  void theIconIsAnImageForABrowserThatAsksForOne() {
    AggregatedHttpResponse answer =
        client
            .execute(RequestHeaders.of(HttpMethod.GET, "/clew.svg", "sec-fetch-dest", "image"))
            .aggregate()
            .join();
    assertThat(answer.status().code()).isEqualTo(200);
    assertThat(answer.contentType()).hasToString("image/svg+xml");
    assertThat(answer.contentUtf8()).startsWith("<svg");
  }

  @Test
  void anUnknownApiPathIsAnErrorInJson() {
    AggregatedHttpResponse answer = fetch("/api/clew/v1/nothing");
    assertThat(answer.status().code()).isEqualTo(404);
    assertThat(answer.contentUtf8()).startsWith("{\"error\":");
  }

  @Test
  void theSessionCookieIsNotForScriptsNorForOtherSites() {
    assertThat(fetch("/").headers().get(HttpHeaderNames.SET_COOKIE))
        .contains("HttpOnly", "SameSite=Lax")
        .doesNotContain("Secure");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/logs/nothing",
        "/favicon.ico",
        "/sw.js",
        "/web-component/x.js",
        "/vaadinServlet/",
        "/VAADIN/",
        "/VAADIN/nope.js",
        "/VAADIN/build/nope.js",
        "/VAADIN/build/",
        "/VAADIN/dynamic/resource/1/2/3",
        "/VAADIN/static/push.js",
        "/index.html",
        "/error",
        "/?v-r=init",
        "/?v-r=init&location=//x",
        "/?v-r=init&location=/logs",
        "/?v-r=init&location=nothing",
        "/?v-r=init&location=https://x/",
        "/?v-r=init&location=a%5Cb",
        "/?v-r=init&v-r=uidl&location=logs",
        "/?v-r=push",
        "/?v-r=uidl",
        "/?v-r=nonsense",
        "/?v-r",
        "/logs?v-r=init&location=logs"
      })
  void whatIsNoPageIsNotFoundAndBeginsNoSession(String path) {
    AggregatedHttpResponse answer = fetch(path);
    assertThat(answer.status().code()).isEqualTo(404);
    assertThat(answer.headers().contains(HttpHeaderNames.SET_COOKIE)).isFalse();
    assertThat(answer.contentUtf8()).isEqualTo("There is no such page.\n");
  }

  @Test
  void nobodyBringsASessionInTheAddress() {
    AggregatedHttpResponse answer = fetch("/logs;jsessionid=abc");
    assertThat(answer.headers().get(HttpHeaderNames.SET_COOKIE, "")).doesNotContain("abc");
    assertThat(answer.contentUtf8()).doesNotContain("jsessionid");
  }

  @Test
  void malformedRequestsOfFlowTellNothingOfTheInside() {
    String cookie = fetch("/").headers().get(HttpHeaderNames.SET_COOKIE).split(";")[0];
    AggregatedHttpResponse init =
        client
            .execute(
                RequestHeaders.of(
                    HttpMethod.GET, "/?v-r=init&location=logs&query=", "cookie", cookie))
            .aggregate()
            .join();
    assertThat(init.status().code()).isEqualTo(200);
    for (String body :
        List.of("", "x", "{", "{}", "[]", "null", "{\"rpc\":1}", "{\"csrfToken\":1}", "\u0000")) {
      for (String query :
          List.of(
              "v-r=uidl",
              "v-r=uidl&v-uiId=0",
              "v-r=uidl&v-uiId=x",
              "v-r=uidl&v-uiId=99",
              "v-r=heartbeat&v-uiId=x",
              "v-r=heartbeat")) {
        AggregatedHttpResponse answer =
            client
                .execute(
                    RequestHeaders.of(
                        HttpMethod.POST,
                        "/?" + query,
                        "cookie",
                        cookie,
                        HttpHeaderNames.CONTENT_TYPE,
                        "application/json"),
                    body)
                .aggregate()
                .join();
        assertThat(answer.contentUtf8())
            .as(query + " " + body)
            .doesNotContain("Exception", "at com.", "at java.", "jetty", "Jetty");
      }
    }
    for (String query : List.of("query=%ff%fe", "query=%25zz", "v-browserDetails=%7B")) {
      AggregatedHttpResponse answer = fetch("/?v-r=init&location=logs&" + query);
      assertThat(answer.contentUtf8()).doesNotContain("Exception", "jetty", "Jetty");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH", "POST"})
  void pagesAreReadOnly(String method) {
    AggregatedHttpResponse answer =
        client.execute(RequestHeaders.of(HttpMethod.valueOf(method), "/logs")).aggregate().join();
    assertThat(answer.status().code()).isEqualTo(405);
    assertThat(answer.headers().contains(HttpHeaderNames.SET_COOKIE)).isFalse();
  }

  @Test
  void aPageAllowsItsOwnScriptsByHashAndNoCodeOfText() {
    String policy = fetch("/").headers().get("content-security-policy");
    assertThat(policy).contains("script-src 'self' 'sha256-", "frame-ancestors 'none'");
    assertThat(policy.replaceFirst("style-src [^;]*", ""))
        .doesNotContain("unsafe-inline", "unsafe-eval", "*");
  }

  @Test
  void theContainerListensToTheFrontDoorAlone() {
    for (String word : List.of("", "guess")) {
      WebClient direct = WebClient.of("http://127.0.0.1:" + server.containerPort());
      RequestHeaders headers =
          word.isEmpty()
              ? RequestHeaders.of(HttpMethod.GET, "/")
              : RequestHeaders.of(HttpMethod.GET, "/", DoorKey.HEADER, word);
      AggregatedHttpResponse answer = direct.execute(headers).aggregate().join();
      assertThat(answer.status().code()).isEqualTo(404);
      assertThat(answer.headers().contains(HttpHeaderNames.SET_COOKIE)).isFalse();
      assertThat(answer.contentUtf8()).isEmpty();
    }
    AggregatedHttpResponse through =
        client
            .execute(RequestHeaders.of(HttpMethod.GET, "/", DoorKey.HEADER, "guess"))
            .aggregate()
            .join();
    assertThat(through.status().code())
        .as("what a client says of it does not count")
        .isEqualTo(200);
  }
}
