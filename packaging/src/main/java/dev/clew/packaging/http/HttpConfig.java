package dev.clew.packaging.http;

import java.net.IDN;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The port of the browser and of every query API.
 *
 * @param host address to listen on; 0.0.0.0 takes connections from everywhere
 * @param port 0 picks a free one, which the log names
 * @param requestTimeout longest time for one answer; queries have shorter bounds of their own
 * @param maxRequestBytes greatest request body; queries are short
 * @param publicUrl address of the start page as people reach it, without {@code /} at the end;
 *     empty when that is an address or a local name
 * @param allowedHosts further names under which the port may be asked for; {@code *.example.com}
 *     for all below one
 * @param corsOrigins pages that may do what Clew's own may
 * @param frameAncestors pages that may show Clew's in a frame
 */
public record HttpConfig(
    String host,
    int port,
    Duration requestTimeout,
    long maxRequestBytes,
    String publicUrl,
    List<String> allowedHosts,
    List<String> corsOrigins,
    List<String> frameAncestors) {
  public HttpConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
    if (requestTimeout.isNegative() || requestTimeout.isZero()) {
      throw new IllegalArgumentException("request_timeout: " + requestTimeout + " (expected: > 0)");
    }
    if (!publicUrl.isEmpty() && (publicUrl.endsWith("/") || originOf(publicUrl) == null)) {
      throw new IllegalArgumentException(
          "public_url: \""
              + publicUrl
              + "\" (expected: an address such as https://clew.example.org, without / at the end)");
    }
    allowedHosts = allowedHosts.stream().map(HttpConfig::name).toList();
    corsOrigins = List.copyOf(corsOrigins);
    corsOrigins.forEach(origin -> checkOrigin("cors_origins", origin));
    frameAncestors = List.copyOf(frameAncestors);
    frameAncestors.forEach(origin -> checkOrigin("frame_ancestors", origin));
  }

  public static HttpConfig defaults() {
    return new HttpConfig(
        "0.0.0.0", 8080, Duration.ofSeconds(60), 4L << 20, "", List.of(), List.of(), List.of());
  }

  /** {@link #defaults} with a place to listen at and two bounds. */
  public static HttpConfig at(String host, int port, Duration requestTimeout, long maxBytes) {
    return new HttpConfig(
        host, port, requestTimeout, maxBytes, "", List.of(), List.of(), List.of());
  }

  private static String name(String written) {
    String below = written.startsWith("*.") ? "*." : "";
    String name = written.substring(below.length()).toLowerCase(Locale.ROOT);
    Authority parsed;
    try {
      parsed = Authority.parse(IDN.toASCII(name));
    } catch (IllegalArgumentException e) {
      parsed = null;
    }
    if (parsed == null || parsed.port() >= 0) {
      throw new IllegalArgumentException(
          "allowed_hosts: \""
              + written
              + "\" (expected: a name such as clew.example.org, or *.example.org)");
    }
    return below + parsed.host();
  }

  /** "*" is refused like any other text that is no origin: every page could delete. */
  private static void checkOrigin(String key, String origin) {
    if (WebOrigin.parse(origin) == null) {
      throw new IllegalArgumentException(
          key + ": \"" + origin + "\" (expected: an origin such as https://grafana.example.org)");
    }
  }

  private static @Nullable WebOrigin originOf(String url) {
    int path = url.indexOf('/', url.indexOf("://") + 3);
    return WebOrigin.parse(path < 0 ? url : url.substring(0, path));
  }

  /** Where {@link #publicUrl} leads, or null when it is not set. */
  @Nullable WebOrigin publicOrigin() {
    return publicUrl.isEmpty() ? null : originOf(publicUrl);
  }

  /** The names that pass besides those that always do. */
  AllowedHosts hosts() {
    List<String> names = new ArrayList<>(allowedHosts);
    WebOrigin origin = publicOrigin();
    if (origin != null) {
      names.add(origin.host());
    }
    return new AllowedHosts(names);
  }
}
