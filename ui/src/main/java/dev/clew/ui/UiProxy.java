package dev.clew.ui;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.SplitHttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.encoding.EncodingService;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Hands a request of the front door to the loopback servlet container and streams the answer back,
 * so that the browser sees one origin.
 */
public final class UiProxy implements HttpService, AutoCloseable {

  /** Paths that are an API's: an unknown one is an error in JSON there, not the page frame. */
  private static final List<String> API_PREFIXES =
      List.of(
          "/api/",
          "/prometheus/",
          "/loki/",
          "/tempo/",
          "/jaeger/",
          "/zipkin/",
          "/alertmanager/",
          "/v1/");

  /** Named by the hash of their content, so they never change. */
  private static final String BUNDLE_PREFIX = "/VAADIN/build/";

  private static final String KEEP_FOREVER = "public, max-age=31536000, immutable";

  /** Flow's parameter that names what is asked for, and what its pages do ask for by GET, POST. */
  private static final String FLOW = "v-r";

  private static final Set<String> FLOW_GET = Set.of("init", "oldbrowser");
  private static final Set<String> FLOW_POST = Set.of("uidl", "heartbeat");

  private final int port;
  private final String key;
  private final PublicSite site;
  private final KnownPaths paths;
  private final ClientFactory factory;
  private final HttpService forward;

  /**
   * @param key what {@link DoorKey} wants to hear
   */
  UiProxy(int port, String key, PublicSite site, KnownPaths paths) {
    this.port = port;
    this.key = key;
    this.site = site;
    this.paths = paths;
    this.factory = ClientFactory.builder().idleTimeout(Duration.ofSeconds(20)).build();
    WebClient container =
        WebClient.builder("h1c://127.0.0.1:" + port)
            .factory(factory)
            .maxResponseLength(0)
            .responseTimeout(Duration.ofMinutes(1))
            .build();
    HttpService plain =
        (context, request) -> {
          boolean bundle = context.path().startsWith(BUNDLE_PREFIX);
          HttpResponse response =
              container.execute(HttpRequest.of(headers(context, request), request));
          HttpResponse told = withoutFaults(response);
          return bundle ? told.mapHeaders(UiProxy::keepForever) : told;
        };
    this.forward = plain.decorate(EncodingService.newDecorator());
  }

  int port() {
    return port;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
    String path = context.path();
    if (API_PREFIXES.stream().anyMatch(path::startsWith)) {
      return HttpResponse.of(
          HttpStatus.NOT_FOUND,
          MediaType.JSON_UTF_8,
          "{\"error\":{\"message\":\"no such API path; docs/http-api.md lists them\"}}");
    }
    return switch (request.method()) {
      case GET, HEAD -> {
        String elsewhere = OtherAddress.of(path, context.query());
        if (elsewhere != null) {
          yield HttpResponse.ofRedirect(HttpStatus.TEMPORARY_REDIRECT, elsewhere);
        }
        yield isServed(context, path)
            ? forward.serve(context, request)
            : SmallPage.notFound(request);
      }
      case POST ->
          path.equals("/") && FLOW_POST.contains(flow(context.queryParams()))
              ? forward.serve(context, request)
              : SmallPage.of(request, HttpStatus.METHOD_NOT_ALLOWED);
      default -> SmallPage.of(request, HttpStatus.METHOD_NOT_ALLOWED);
    };
  }

  /** Whether Flow is to see it. What it does not know, it answers with a session. */
  private boolean isServed(ServiceRequestContext context, String path) {
    if (path.startsWith(BUNDLE_PREFIX)) {
      return paths.isBundled(path.substring(BUNDLE_PREFIX.length()));
    }
    QueryParams query = context.queryParams();
    if (!query.contains(FLOW)) {
      return paths.isPage(path.substring(1));
    }
    String wanted = flow(query);
    return path.equals("/")
        && FLOW_GET.contains(wanted)
        && (!wanted.equals("init") || paths.isPage(query.get("location", "?")));
  }

  private static String flow(QueryParams query) {
    List<String> wanted = query.getAll(FLOW);
    return wanted.size() == 1 ? wanted.getFirst() : "";
  }

  /** The container's own words about a fault are not for everybody; its log has them. */
  private static HttpResponse withoutFaults(HttpResponse response) {
    SplitHttpResponse parts = response.split();
    return HttpResponse.of(
        parts
            .headers()
            .thenApply(headers -> {
              HttpStatus status = headers.status();
              if (status.isError()) {
                parts.body().abort();
                return SmallPage.of(status, true);
              }
              return HttpResponse.of(headers, parts.body());
            }));
  }

  private RequestHeaders headers(ServiceRequestContext context, HttpRequest request) {
    RequestHeadersBuilder headers = request.headers().toBuilder();
    headers.remove(HttpHeaderNames.FORWARDED);
    headers.set(HttpHeaderNames.X_FORWARDED_FOR, context.clientAddress().getHostAddress());
    String authority = request.authority();
    boolean secure = context.sessionProtocol().isTls() || site.isSecure(authority);
    headers.set("x-forwarded-proto", secure ? "https" : "http");
    headers.set(DoorKey.HEADER, key);
    if (authority != null) {
      headers.set("x-forwarded-host", authority);
    }
    return headers.build();
  }

  private static ResponseHeaders keepForever(ResponseHeaders headers) {
    return headers.status().isSuccess()
        ? headers.withMutations(h -> h.set(HttpHeaderNames.CACHE_CONTROL, KEEP_FOREVER))
        : headers;
  }

  @Override
  public void close() {
    factory.close();
  }
}
