package dev.clew.packaging.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.server.websocket.WebSocketService;
import dev.clew.model.memory.MemoryBudget;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in at the front door, byte by byte. */
@Timeout(60)
class FrontDoorGuardTest {
  private final AtomicInteger served = new AtomicInteger();
  private FrontDoor door;

  @BeforeEach
  void open() {
    door =
        FrontDoor.open(
            new HttpConfig(
                "127.0.0.1",
                0,
                Duration.ofSeconds(5),
                1 << 20,
                "https://clew.example.org",
                List.of("logs.example.org"),
                List.of("https://grafana.example.org"),
                List.of()),
            List.of(
                builder ->
                    builder.service(
                        "/socket",
                        WebSocketService.builder((context, in) -> WebSocket.streaming())
                            .allowedOrigins("*")
                            .build()),
                builder ->
                    builder.serviceUnder(
                        "/",
                        (context, request) -> {
                          served.incrementAndGet();
                          if (context.path().equals("/fault")) {
                            throw new IllegalStateException("secret of the inside");
                          }
                          return HttpResponse.of(
                              request.aggregate().thenApply(whole -> HttpResponse.of("served")));
                        })),
            MemoryBudget.of("queries", 64L << 20));
  }

  @AfterEach
  void close() {
    door.close();
  }

  /**
   * Sends bytes as they are and reads until the answer or the connection ends; Armeria gives the
   * other side three seconds to close it first.
   */
  private String send(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", door.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      StringBuilder answer = new StringBuilder();
      byte[] buffer = new byte[8192];
      for (int read = in.read(buffer); read >= 0; read = isWhole(answer) ? -1 : in.read(buffer)) {
        answer.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
      }
      return answer.toString();
    }
  }

  private static boolean isWhole(CharSequence answer) {
    Matcher length = LENGTH.matcher(answer);
    return length.lookingAt()
        && answer.length() - length.end() >= Integer.parseInt(length.group(1));
  }

  /** An answer up to its body, with the length of that. */
  private static final Pattern LENGTH =
      Pattern.compile("(?is)HTTP/.*?\r\ncontent-length: (\\d+)\r\n(?:.*?\r\n)??\r\n");

  private static String get(String... headers) {
    return "GET /x HTTP/1.1\r\nConnection: close\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: localhost",
        "host:   LOCALHOST:8080  ",
        "Host: 127.0.0.1:1",
        "Host: [::1]:8080",
        "Host: clew.example.org",
        "Host: logs.example.org.:443"
      })
  void oneHostOfOurs(String host) throws IOException {
    assertThat(send(get(host))).startsWith("HTTP/1.1 200 ").endsWith("served");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: localhost\r\nHost: localhost",
        "Host: localhost\r\nHost: attacker.example",
        "Host: attacker.example\r\nhOsT: localhost",
        "Accept: */*",
        "Host:",
        "Host: user@localhost",
        "Host: localhost, attacker.example",
        "Host: " + HostGuard.NONE,
        "X-Forwarded-Host: localhost"
      })
  void noneOrTwoOrWhatIsNoHost(String headers) throws IOException {
    assertThat(send(get(headers))).startsWith("HTTP/1.1 400 ");
    assertThat(send(get(headers).replace("HTTP/1.1", "HTTP/1.0"))).startsWith("HTTP/1.1 400 ");
    assertThat(served).hasValue(0);
  }

  @Test
  void aStrangersNameIsToldTheVariable() throws IOException {
    String page = send(get("Host: attacker.example:8080", "Accept: text/html,*/*"));
    assertThat(page)
        .startsWith("HTTP/1.1 421 ")
        .contains("<h1>Clew</h1>", "CLEW_HTTP_ALLOWED_HOSTS=attacker.example");
    assertThat(send(get("Host: attacker.example")))
        .startsWith("HTTP/1.1 421 ")
        .contains("text/plain", "CLEW_HTTP_ALLOWED_HOSTS=attacker.example")
        .doesNotContain("<h1>");
    assertThat(send(get("Host: attacker.example").replace("/x", "/api/clew/v1/status")))
        .contains("application/json", "{\"error\":{\"message\":\"This Clew does not know itself");
    assertThat(served).hasValue(0);
  }

  @Test
  void anAddressInTheRequestLineIsNoWayAroundTheHeader() throws IOException {
    for (String line :
        List.of(
            "GET http://attacker.example/x HTTP/1.1",
            "GET //attacker.example/x HTTP/1.1",
            "GET http://localhost@attacker.example/x HTTP/1.1")) {
      String answer = send(line + "\r\nHost: attacker.example\r\nConnection: close\r\n\r\n");
      assertThat(answer).as(line).containsPattern("^HTTP/1.1 4(00|21) ");
    }
    assertThat(served).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({"TRACE,405", "TRACK,405", "CONNECT,405", "DEBUG,405"})
  void methodsThatNobodyNeeds(String method, int status) throws IOException {
    String answer = send(get("Host: localhost", "Cookie: a=b").replace("GET", method));
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ").doesNotContain("a=b");
    assertThat(served).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gzip", "identity", "gzip, chunked", "chunked, gzip", "xchunked", "chunked;q=1"})
  void otherTransferCodings(String coding) throws IOException {
    String smuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String request =
        "POST /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: " + coding + "\r\n\r\n";
    assertThat(send(request + smuggled)).startsWith("HTTP/1.1 400 ").doesNotContain("served");
    assertThat(served).hasValue(0);
  }

  @Test
  void chunkedIsReadAlsoWhenItComesInPieces() throws IOException {
    String request =
        "POST /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    assertThat(send(request)).startsWith("HTTP/1.1 200 ");
    try (Socket socket = new Socket("127.0.0.1", door.port())) {
      socket.setTcpNoDelay(true);
      for (byte one : request.getBytes(StandardCharsets.ISO_8859_1)) {
        socket.getOutputStream().write(one);
      }
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .startsWith("HTTP/1.1 200 ");
    }
    assertThat(served).hasValue(2);
  }

  @Test
  void everyAnswerCarriesWhatProtectsAndNothingThatTells() throws IOException {
    for (String answer :
        List.of(
            send(get("Host: localhost")),
            send(get("Host: localhost").replace("/x", "/fault")),
            send(get("Host: attacker.example")),
            send(get()),
            send(get("Host: localhost").replace("GET", "TRACE")),
            send(get("Host: localhost").replace("/x", "/../x")),
            send("nonsense\r\n\r\n"))) {
      assertThat(answer.toLowerCase(java.util.Locale.ROOT))
          .contains(
              "x-content-type-options: nosniff",
              "content-security-policy: default-src 'none'",
              "frame-ancestors 'none'",
              "referrer-policy: same-origin",
              "permissions-policy: ",
              "cross-origin-resource-policy: same-origin")
          .doesNotContain("\r\nserver:", "armeria", "secret of the inside", "exception");
    }
  }

  private AggregatedHttpResponse ask(HttpMethod method, String... headers) {
    return ask("h1c", method, headers);
  }

  private AggregatedHttpResponse ask(String protocol, HttpMethod method, String... headers) {
    RequestHeadersBuilder builder = RequestHeaders.builder(method, "/x");
    for (int i = 0; i < headers.length; i += 2) {
      builder.add(headers[i], headers[i + 1]);
    }
    try (ClientFactory factory = ClientFactory.builder().build()) {
      return WebClient.builder(protocol + "://127.0.0.1:" + door.port())
          .factory(factory)
          .build()
          .execute(builder.build())
          .aggregate()
          .join();
    }
  }

  @Test
  void http2IsAskedForItsAuthority() {
    for (String stranger : List.of("attacker.example", "user@localhost")) {
      assertThat(ask("h2c", HttpMethod.GET, ":authority", stranger).status().code())
          .as(stranger)
          .isIn(400, 421);
    }
    assertThat(ask("h2c", HttpMethod.GET, ":authority", "localhost").status().code())
        .isEqualTo(200);
    assertThat(served).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8080, http://localhost:8080",
    "localhost, http://localhost",
    "localhost:443, https://localhost",
    "localhost, https://localhost",
    "LOCALHOST:8080, http://localhost:8080",
    "localhost., http://localhost",
    "[::1]:80, http://[::1]",
    "clew:8080, https://clew.example.org",
    "clew:8080, https://grafana.example.org"
  })
  void pagesOfOurOwnMayChangeThings(String host, String origin) {
    assertThat(ask(HttpMethod.POST, "host", host, "origin", origin).status().code()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8080, http://localhost:3000",
    "localhost:8080, http://localhost",
    "localhost, http://localhost:8080",
    "localhost, http://attacker.example",
    "localhost, http://localhost.attacker.example",
    "localhost, http://attacker.example#localhost",
    "localhost, http://localhost@attacker.example",
    "localhost, null",
    "localhost, file://",
    "localhost, chrome-extension://abc",
    "localhost, localhost",
    "clew:8080, http://clew.example.org",
    "clew:8080, https://clew.example.org:8443",
    "clew:8080, http://grafana.example.org"
  })
  void pagesOfOthersMayNot(String host, String origin) {
    for (HttpMethod method :
        List.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.PATCH)) {
      // A browser that trusts neither page says nothing else, or the wrong thing.
      assertThat(ask(method, "host", host, "origin", origin).status().code()).isEqualTo(403);
      assertThat(
              ask(method, "host", host, "origin", origin, "sec-fetch-site", "same-origin")
                  .status()
                  .code())
          .isEqualTo(403);
    }
    assertThat(
            ask(HttpMethod.GET, "host", host, "origin", origin, "accept", "text/event-stream")
                .status()
                .code())
        .isEqualTo(403);
    assertThat(served).hasValue(0);
    AggregatedHttpResponse read = ask(HttpMethod.GET, "host", host, "origin", origin);
    assertThat(read.headers().contains("access-control-allow-origin")).isFalse();
  }

  @Test
  void pagesOfOthersOpenNoWebSocket() throws IOException {
    String upgrade =
        "Host: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    for (String origin : List.of("http://attacker.example", "null", "http://localhost:3000")) {
      String request = "GET /socket HTTP/1.1\r\n" + upgrade + "Origin: " + origin + "\r\n\r\n";
      assertThat(send(request)).as(origin).startsWith("HTTP/1.1 403 ");
    }
  }

  @Test
  void whatABrowserSaysOfTheSiteCountsToo() {
    assertThat(ask(HttpMethod.POST, "sec-fetch-site", "cross-site").status().code()).isEqualTo(403);
    assertThat(
            ask(HttpMethod.GET, "sec-fetch-site", "cross-site", "sec-fetch-mode", "no-cors")
                .status()
                .code())
        .isEqualTo(403);
    assertThat(
            ask(
                    HttpMethod.GET,
                    "sec-fetch-site",
                    "cross-site",
                    "sec-fetch-mode",
                    "navigate",
                    "sec-fetch-dest",
                    "iframe")
                .status()
                .code())
        .isEqualTo(403);
    assertThat(served).hasValue(0);
    assertThat(
            ask(
                    HttpMethod.GET,
                    "sec-fetch-site",
                    "cross-site",
                    "sec-fetch-mode",
                    "navigate",
                    "sec-fetch-dest",
                    "document")
                .status()
                .code())
        .isEqualTo(200);
    assertThat(ask(HttpMethod.POST).status().code()).as("a tool").isEqualTo(200);
  }

  @Test
  void configuredOriginsMayReadAndAskBefore() {
    AggregatedHttpResponse before =
        ask(
            HttpMethod.OPTIONS,
            "origin",
            "https://grafana.example.org",
            "access-control-request-method",
            "DELETE");
    assertThat(before.status().code()).isEqualTo(204);
    assertThat(before.headers().get("access-control-allow-methods")).contains("DELETE");
    assertThat(served).hasValue(0);
    AggregatedHttpResponse read =
        ask(
            HttpMethod.GET,
            "origin",
            "https://grafana.example.org",
            "sec-fetch-site",
            "cross-site");
    assertThat(read.headers().get("access-control-allow-origin"))
        .isEqualTo("https://grafana.example.org");
    assertThat(read.headers().getAll("vary")).contains("Origin");
    assertThat(
            ask(
                    HttpMethod.OPTIONS,
                    "origin",
                    "http://attacker.example",
                    "access-control-request-method",
                    "GET")
                .status()
                .code())
        .isEqualTo(403);
    assertThat(
            ask(
                    HttpMethod.POST,
                    "origin",
                    "http://attacker.example",
                    "origin",
                    "https://grafana.example.org")
                .status()
                .code())
        .isEqualTo(400);
  }
}
