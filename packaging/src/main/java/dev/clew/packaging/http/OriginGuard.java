package dev.clew.packaging.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeadersBuilder;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of other origins from doing anything with their visitor's browser. Stands behind
 * {@link HostGuard}.
 *
 * <p>A browser names the page's origin on whatever is no plain GET, on WebSockets and on event
 * streams. Where it does, the origin must be the host that was asked, or a configured one, for
 * everything that changes something (every method but GET, HEAD and OPTIONS) and everything that is
 * followed. {@code Sec-Fetch-Site} says more, but only to servers that the browser trusts, not to
 * plain HTTP: where it is there, pages of other sites get nothing but links to Clew's pages. Who
 * sends neither is a tool.
 *
 * <p>A page of a configured origin ({@code http.cors_origins}) may do what Clew's own may, and read
 * the answers; no other page may read any.
 */
final class OriginGuard extends SimpleDecoratingHttpService {
  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final String SITE = "sec-fetch-site";
  private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
  private static final String HEADERS =
      "Accept, Authorization, Content-Type, Origin, X-Loki-Response-Encoding-Flags";

  /** Ten minutes: a browser asks seldom, and a changed configuration is soon in force. */
  private static final int PREFLIGHT_SECONDS = 600;

  private final Set<WebOrigin> allowed;
  private final @Nullable WebOrigin ownOrigin;
  private final boolean framed;

  OriginGuard(HttpService delegate, HttpConfig config) {
    super(delegate);
    allowed = origins(config.corsOrigins());
    ownOrigin = config.publicOrigin();
    framed = !config.frameAncestors().isEmpty();
  }

  private static Set<WebOrigin> origins(List<String> texts) {
    return texts.stream()
        .map(WebOrigin::parse)
        .filter(Objects::nonNull)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
    RequestHeaders headers = request.headers();
    List<String> written = headers.getAll(HttpHeaderNames.ORIGIN);
    if (written.size() > 1) {
      return Refusals.answer(
          headers, HttpStatus.BAD_REQUEST, "Origin: more than one (expected: one or none)");
    }
    String text = written.isEmpty() ? "" : written.getFirst();
    WebOrigin origin = WebOrigin.parse(text);
    if (origin != null && allowed.contains(origin)) {
      return shared(context, request, text);
    }
    boolean foreign = !text.isEmpty() && !isOwn(origin, context);
    if (foreign && isPreflight(headers)) {
      return refused(headers, "Origin: " + shown(text));
    }
    if (foreign && (!SAFE.contains(request.method()) || isFollowed(headers))) {
      return refused(headers, "Origin: " + shown(text));
    }
    // Pages of the appliance itself are same-origin, whatever a proxy makes of the host's name.
    if (headers.get(SITE, "").equals("cross-site") && !isLink(headers)) {
      return refused(headers, "Sec-Fetch-Site: cross-site");
    }
    HttpResponse response = unwrap().serve(context, request);
    return allowed.isEmpty() ? response : response.mapHeaders(OriginGuard::varying);
  }

  private boolean isOwn(@Nullable WebOrigin origin, ServiceRequestContext context) {
    Authority host = context.attr(HostGuard.HOST);
    return origin != null && (origin.equals(ownOrigin) || (host != null && origin.isAt(host)));
  }

  /** What a browser keeps open and reads from as something comes. */
  private static boolean isFollowed(RequestHeaders headers) {
    return headers.contains(HttpHeaderNames.UPGRADE)
        || headers.method() == HttpMethod.CONNECT
        || headers
            .get(HttpHeaderNames.ACCEPT, "")
            .toLowerCase(Locale.ROOT)
            .contains("text/event-stream")
        || headers.path().startsWith("/api/clew/v1/logs/tail");
  }

  /** Somebody clicked, or a page is framed by one that may do so. */
  private boolean isLink(RequestHeaders headers) {
    String shownIn = headers.get("sec-fetch-dest", "");
    return SAFE.contains(headers.method())
        && headers.get("sec-fetch-mode", "").equals("navigate")
        && (shownIn.equals("document") || (framed && shownIn.equals("iframe")));
  }

  private static boolean isPreflight(RequestHeaders headers) {
    return headers.method() == HttpMethod.OPTIONS
        && headers.contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
  }

  private HttpResponse shared(ServiceRequestContext context, HttpRequest request, String origin)
      throws Exception {
    if (isPreflight(request.headers())) {
      return HttpResponse.of(
          ResponseHeaders.builder(HttpStatus.NO_CONTENT)
              .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
              .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
              .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, HEADERS)
              .setInt(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS)
              .set(HttpHeaderNames.VARY, "Origin")
              .build());
    }
    return unwrap()
        .serve(context, request)
        .mapHeaders(headers ->
            varying(headers)
                .withMutations((HttpHeadersBuilder b) -> {
                  b.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
                  b.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "Date");
                }));
  }

  private static ResponseHeaders varying(ResponseHeaders headers) {
    return headers.toBuilder().add(HttpHeaderNames.VARY, "Origin").build();
  }

  private static HttpResponse refused(RequestHeaders headers, String what) {
    return Refusals.answer(
        headers,
        HttpStatus.FORBIDDEN,
        what
            + " (expected: a page of Clew's own, or of an origin in http.cors_origins; behind a"
            + " proxy that changes the Host header, set http.public_url)");
  }

  private static String shown(String origin) {
    return origin.length() > 100 ? origin.substring(0, 100) + "…" : origin;
  }
}
