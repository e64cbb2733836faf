package dev.clew.ui;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.encoding.EncodingService;
import java.time.Duration;
import java.util.List;

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

  private final int port;
  private final ClientFactory factory;
  private final HttpService forward;

  UiProxy(int port) {
    this.port = port;
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
          return bundle ? response.mapHeaders(UiProxy::keepForever) : response;
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
    return forward.serve(context, request);
  }

  private static RequestHeaders headers(ServiceRequestContext context, HttpRequest request) {
    RequestHeadersBuilder headers = request.headers().toBuilder();
    headers.remove(HttpHeaderNames.FORWARDED);
    headers.set(HttpHeaderNames.X_FORWARDED_FOR, context.clientAddress().getHostAddress());
    headers.set("x-forwarded-proto", context.sessionProtocol().isTls() ? "https" : "http");
    String authority = request.authority();
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
