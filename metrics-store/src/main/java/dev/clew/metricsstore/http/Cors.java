package dev.clew.metricsstore.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;

/** Lets pages of other sites read, as Prometheus does unless it is told not to. */
final class Cors {
  private Cors() {}

  /**
   * Adds the headers to everything below a path, answers the question that browsers ask, and says
   * of paths that nobody serves that they are not there.
   */
  static void register(ServerBuilder builder, String path) {
    builder.serviceUnder(
        path,
        (ctx, request) -> {
          if (request.method() == HttpMethod.OPTIONS) {
            return HttpResponse.of(HttpStatus.NO_CONTENT);
          }
          throw HttpStatusException.of(HttpStatus.NOT_FOUND); // the server says it in its form
        });
    builder.routeDecorator().pathPrefix(path).build(Cors::serve);
  }

  private static HttpResponse serve(
      HttpService service, ServiceRequestContext ctx, HttpRequest request) throws Exception {
    HttpResponse response = service.serve(ctx, request);
    return request.headers().contains(HttpHeaderNames.ORIGIN)
        ? response.mapHeaders(Cors::allow)
        : response;
  }

  private static ResponseHeaders allow(ResponseHeaders headers) {
    return headers.toBuilder()
        .set(
            HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
            "Accept, Authorization, Content-Type, Origin")
        .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS")
        .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "Date")
        .set(HttpHeaderNames.VARY, "Origin")
        .build();
  }
}
