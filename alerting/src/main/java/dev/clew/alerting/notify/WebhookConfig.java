package dev.clew.alerting.notify;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Whom to call. The body is that of Alertmanager's webhooks, version 4.
 *
 * @param urls each is called for each notification; none sends no notifications
 * @param name of the receiver, as the payload and the browser show it
 * @param sendResolved whether the end of an alert is told too
 * @param timeout of one attempt
 * @param bearerToken sent as {@code Authorization: Bearer}; empty for none
 * @param username for basic authentication; empty for none
 * @param password for basic authentication
 */
public record WebhookConfig(
    List<String> urls,
    String name,
    boolean sendResolved,
    Duration timeout,
    String bearerToken,
    String username,
    String password) {

  public WebhookConfig {
    urls = List.copyOf(urls);
    for (String url : urls) {
      checkUrl(url);
    }
    if (name.isBlank()) {
      throw new IllegalArgumentException("name: \"\" (expected: a name for the receiver)");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
    }
    if (!bearerToken.isEmpty() && !username.isEmpty()) {
      throw new IllegalArgumentException(
          "username: set beside bearer_token (expected: one of the two)");
    }
  }

  private static void checkUrl(String url) {
    try {
      URI uri = URI.create(url);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Reported below, together with what is no web address.
    }
    throw new IllegalArgumentException(
        "urls: \"" + url + "\" (expected: an address such as https://example.org/hook)");
  }

  public static WebhookConfig defaults() {
    return new WebhookConfig(List.of(), "webhook", true, Duration.ofSeconds(10), "", "", "");
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "WebhookConfig[name=" + name + ", urls=" + urls.size() + "]";
  }
}
