package dev.clew.packaging.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.netty.util.AttributeKey;
import java.util.List;

/** Answers only what is asked under a name of {@link AllowedHosts}. */
final class HostGuard extends SimpleDecoratingHttpService {
  /**
   * What Armeria puts in where a request names no host, so that it is known here: a name that no
   * client can mean.
   */
  static final String NONE = "no-host-header.invalid";

  /** The host of a request that passed. */
  static final AttributeKey<Authority> HOST = AttributeKey.valueOf(HostGuard.class, "host");

  private final AllowedHosts allowed;

  HostGuard(HttpService delegate, AllowedHosts allowed) {
    super(delegate);
    this.allowed = allowed;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
    RequestHeaders headers = request.headers();
    if (request.method() == HttpMethod.TRACE) {
      return Refusals.answer(headers, HttpStatus.METHOD_NOT_ALLOWED, "TRACE is not answered.");
    }
    List<String> written = written(headers);
    Authority host = written.size() == 1 ? Authority.parse(written.getFirst()) : null;
    if (host == null || host.host().equals(NONE)) {
      return Refusals.answer(
          headers,
          HttpStatus.BAD_REQUEST,
          "Host: "
              + (host == null ? written.size() == 1 ? "not understood" : "more than one" : "none")
              + " (expected: one Host header, a name or an address with or without a port)");
    }
    if (!allowed.allows(host)) {
      return Refusals.answer(headers, HttpStatus.MISDIRECTED_REQUEST, stranger(host));
    }
    context.setAttr(HOST, host);
    return unwrap().serve(context, request);
  }

  /** HTTP/2 has an authority, HTTP/1 a host; a request that has both must mean the same. */
  private static List<String> written(RequestHeaders headers) {
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    List<String> authorities = headers.getAll(HttpHeaderNames.AUTHORITY);
    if (hosts.size() == 1 && authorities.size() == 1) {
      return hosts.equals(authorities) ? hosts : List.of(hosts.getFirst(), authorities.getFirst());
    }
    return hosts.isEmpty() ? authorities : authorities.isEmpty() ? hosts : List.of("", "");
  }

  private static String stranger(Authority host) {
    return "This Clew does not know itself as "
        + host.host()
        + ". If that is its name, set the variable CLEW_HTTP_ALLOWED_HOSTS="
        + host.host()
        + " (key http.allowed_hosts) and start it again. Addresses, localhost, names without a dot"
        + " and local names are answered without it.";
  }
}
