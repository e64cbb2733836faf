package dev.clew.collector.scrape.fetch;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.client.RequestOptions;
import com.linecorp.armeria.client.ResponseTimeoutException;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import dev.clew.collector.scrape.config.HttpConfig;
import dev.clew.collector.scrape.config.HttpConfig.Authorization;
import dev.clew.collector.scrape.config.HttpConfig.Secret;
import dev.clew.model.memory.MemoryBudget;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Gets bodies as one HTTP configuration says. Thread-safe; calls block. */
public final class FetchClient implements AutoCloseable {
  private static final int MAX_REDIRECTS = 10;

  /** Longer than intervals are, so that connections are kept between scrapes. */
  private static final Duration IDLE = Duration.ofMinutes(5);

  private final HttpConfig config;
  private final MemoryBudget budget;
  private final String agent;
  private @Nullable ClientFactory factory;
  private @Nullable WebClient client;

  public FetchClient(HttpConfig config, MemoryBudget budget, String agent) {
    this.config = config;
    this.budget = budget;
    this.agent = agent;
  }

  /** Made when it is first needed: certificates that are missing fail scrapes, not the start. */
  private synchronized WebClient client() throws FetchException {
    WebClient made = client;
    if (made == null) {
      ClientFactoryBuilder builder =
          ClientFactory.builder()
              .idleTimeout(IDLE)
              .connectTimeout(Duration.ofSeconds(10))
              .useHttp2Preface(false)
              .useHttp2WithoutAlpn(false);
      tls(builder);
      factory = builder.build();
      made = WebClient.builder().factory(factory).build();
      client = made;
    }
    return made;
  }

  private void tls(ClientFactoryBuilder builder) throws FetchException {
    HttpConfig.Tls tls = config.tls();
    if (tls.skipVerify()) {
      builder.tlsNoVerify();
    }
    Path authority = tls.authority();
    Path certificate = tls.certificate();
    Path key = tls.key();
    for (Path file : new @Nullable Path[] {authority, certificate, key}) {
      if (file != null && !Files.isReadable(file)) {
        throw new FetchException("tls_config: " + file + ": no such file, or not readable");
      }
    }
    builder.tlsCustomizer(context -> {
      if (authority != null && !tls.skipVerify()) {
        context.trustManager(authority.toFile());
      }
      if (certificate != null && key != null) {
        context.keyManager(certificate.toFile(), key.toFile());
      }
    });
  }

  /**
   * Gets a body.
   *
   * @param headers more headers, by name
   * @param limit greatest size of the body, decompressed
   * @throws FetchException when there is no answer with status 200 in time
   */
  public FetchedBody get(URI uri, Map<String, String> headers, Duration timeout, long limit)
      throws FetchException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    URI at = uri;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      boolean sameHost = String.valueOf(at.getAuthority()).equals(uri.getAuthority());
      HttpRequest request = HttpRequest.of(headers(at, headers, sameHost));
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      BodyReceiver received = receive(request, left, timeout, limit);
      try {
        HttpStatus status = received.headers().status();
        String location = received.headers().get("location");
        if (status.code() == 200) {
          return received.decoded();
        }
        if (!status.isRedirection() || location == null || !config.followRedirects()) {
          throw new FetchException("server returned HTTP status " + status);
        }
        received.release();
        at = at.resolve(location);
      } catch (FetchException e) {
        received.release();
        throw e;
      } catch (IllegalArgumentException e) {
        received.release();
        throw new FetchException("redirected to what is no address: " + e.getMessage());
      }
    }
    throw new FetchException("redirected more than " + MAX_REDIRECTS + " times");
  }

  private BodyReceiver receive(HttpRequest request, Duration left, Duration timeout, long limit)
      throws FetchException, InterruptedException {
    long millis = Math.max(1, left.toMillis());
    BodyReceiver receiver = new BodyReceiver(limit, budget.claim("an answer of a target"));
    RequestOptions options =
        RequestOptions.builder().responseTimeoutMillis(millis).maxResponseLength(0).build();
    HttpResponse response = client().execute(request, options);
    response.subscribe(receiver);
    try {
      return receiver.done().get(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      response.abort();
      receiver.release();
      throw e;
    } catch (TimeoutException e) {
      response.abort();
      receiver.release();
      throw new FetchException(late(timeout));
    } catch (ExecutionException e) {
      receiver.release();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof FetchException failure) {
        throw failure;
      }
      throw new FetchException(describe(cause, timeout));
    }
  }

  private static String late(Duration timeout) {
    return "no answer within " + timeout.toMillis() + " ms (context deadline exceeded)";
  }

  /** The innermost cause: what wraps it is about our client, not about the target. */
  private static String describe(Throwable failure, Duration timeout) {
    Throwable cause = failure;
    for (Throwable inner = failure; inner != null; inner = inner.getCause()) {
      cause = inner;
    }
    if (cause instanceof ResponseTimeoutException) {
      return late(timeout);
    }
    String kind = cause.getClass().getSimpleName().replace("Exception", "");
    String message = cause.getMessage();
    return message == null ? kind : message.contains(kind) ? message : kind + ": " + message;
  }

  private RequestHeaders headers(URI uri, Map<String, String> more, boolean sameHost)
      throws FetchException {
    boolean secure = "https".equalsIgnoreCase(uri.getScheme());
    String protocol = secure ? (config.http2() ? "https" : "h1") : "h1c";
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    RequestHeadersBuilder builder =
        RequestHeaders.builder(
                HttpMethod.GET, protocol + "://" + uri.getRawAuthority() + path + query)
            .set("user-agent", agent);
    builder.set("accept-encoding", config.compression() ? "gzip" : "identity");
    more.forEach((name, value) -> builder.set(name.toLowerCase(Locale.ROOT), value));
    config.headers().forEach((name, values) -> builder.set(name.toLowerCase(Locale.ROOT), values));
    String authorization = authorization();
    if (authorization != null && sameHost) { // secrets are not for whom we are sent on to
      builder.set("authorization", authorization);
    }
    return builder.build();
  }

  private @Nullable String authorization() throws FetchException {
    Authorization authorization = config.authorization();
    return switch (authorization) {
      case Authorization.Basic basic ->
          "Basic "
              + Base64.getEncoder()
                  .encodeToString(
                      (secret(basic.user()) + ":" + secret(basic.password()))
                          .getBytes(StandardCharsets.UTF_8));
      case Authorization.Credentials other -> other.type() + " " + secret(other.credentials());
      case null -> null;
    };
  }

  private static String secret(Secret secret) throws FetchException {
    Path file = secret.file();
    if (file == null) {
      return secret.text();
    }
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new FetchException("credentials: " + file + ": cannot be read: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    ClientFactory open;
    synchronized (this) {
      open = factory;
    }
    if (open != null) {
      open.closeAsync();
    }
  }
}
