package dev.clew.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
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
  void theSessionCookieIsNotForScripts() {
    assertThat(fetch("/").headers().get(HttpHeaderNames.SET_COOKIE)).contains("HttpOnly");
  }
}
