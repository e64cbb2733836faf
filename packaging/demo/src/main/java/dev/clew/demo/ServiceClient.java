package dev.clew.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Calls another service of the shop. The request ID travels on; trace context and baggage are the
 * agent's.
 */
final class ServiceClient implements AutoCloseable {
  /** Longer than the slowest healthy answer, shorter than what a visitor waits for. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(ServiceClient.class);

  private final String name;
  private final URI base;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  ServiceClient(String name, URI base) {
    this.name = name;
    this.base = base;
  }

  /**
   * Sends one request and waits for its answer.
   *
   * @throws ShopException with the service's own status when that is below 500, otherwise with 502,
   *     503 or 504 as a gateway would
   */
  JsonNode call(String method, String path, @Nullable Object body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(TIMEOUT)
            .header("content-type", "application/json")
            .method(
                method,
                body == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(Json.write(body)));
    String requestId = MDC.get("request.id");
    if (requestId != null) {
      request.header("x-request-id", requestId);
    }
    HttpResponse<byte[]> response = send(request.build());
    LOG.debug("{} {} {} answered {}", name, method, path, response.statusCode());
    JsonNode answer = Json.read(response.body());
    if (response.statusCode() >= 400) {
      String message = answer.path("error").asText("no reason given");
      throw new ShopException(
          response.statusCode() < 500 ? response.statusCode() : 502,
          name + " answered " + response.statusCode() + ": " + message);
    }
    return answer;
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (HttpTimeoutException e) {
      throw new ShopException(
          504, name + " did not answer within " + TIMEOUT.toSeconds() + " s", e);
    } catch (IOException e) {
      throw new ShopException(503, name + " is unreachable: " + e.getClass().getSimpleName(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ShopException(503, "interrupted while calling " + name, e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
