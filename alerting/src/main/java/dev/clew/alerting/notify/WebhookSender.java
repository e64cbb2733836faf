package dev.clew.alerting.notify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Posts notifications. Thread-safe. */
final class WebhookSender implements Sender, AutoCloseable {
  /** A receiver may not silence us for longer by Retry-After. */
  static final long MAXIMUM_RETRY_AFTER_SECONDS = 600;

  private final WebhookConfig config;
  private final HttpClient client;

  WebhookSender(WebhookConfig config) {
    this.config = config;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(config.timeout())
            // A redirected POST would arrive as a GET without body.
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  @Override
  public Result send(Notification notification) throws InterruptedException {
    if (notification.target() >= config.urls().size()) {
      return new Rejected("the receiver's address is not configured any more");
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(config.urls().get(notification.target())))
            .timeout(config.timeout())
            .header("Content-Type", "application/json")
            .header("User-Agent", "Clew")
            .header("Idempotency-Key", notification.id())
            .POST(HttpRequest.BodyPublishers.ofString(notification.payload()));
    String authorization = authorization();
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    try {
      return result(client.send(request.build(), HttpResponse.BodyHandlers.discarding()));
    } catch (IOException e) {
      String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return new Unavailable(message, null);
    }
  }

  private static Result result(HttpResponse<Void> response) {
    int status = response.statusCode();
    if (status / 100 == 2) {
      return new Accepted();
    }
    String error = "HTTP " + status;
    return status == 429 || status >= 500
        ? new Unavailable(error, retryAfter(response))
        : new Rejected(error);
  }

  private static @Nullable Duration retryAfter(HttpResponse<Void> response) {
    String seconds = response.headers().firstValue("Retry-After").orElse("");
    return seconds.matches("\\d{1,6}")
        ? Duration.ofSeconds(Math.min(Long.parseLong(seconds), MAXIMUM_RETRY_AFTER_SECONDS))
        : null;
  }

  private @Nullable String authorization() {
    if (!config.bearerToken().isEmpty()) {
      return "Bearer " + config.bearerToken();
    }
    if (config.username().isEmpty()) {
      return null;
    }
    String pair = config.username() + ":" + config.password();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
