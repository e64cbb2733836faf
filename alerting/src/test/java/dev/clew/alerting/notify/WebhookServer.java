package dev.clew.alerting.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A receiver that answers as the test says, and keeps what it accepted. */
public final class WebhookServer implements AutoCloseable {
  /** Stands for never answering. */
  public static final int SILENCE = 0;

  /** What was received, with the key that tells repeated attempts. */
  public record Received(String key, String authorization, JsonNode body) {}

  private final HttpServer server;
  private final Queue<Integer> answers = new ArrayDeque<>();
  private final List<Received> attempts = new ArrayList<>();
  private final List<Received> accepted = new ArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  public WebhookServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  /** The next requests are answered so; all after them with 200. */
  public synchronized void answerNext(int... statuses) {
    for (int status : statuses) {
      answers.add(status);
    }
  }

  public synchronized List<Received> attempts() {
    return List.copyOf(attempts);
  }

  public synchronized List<Received> accepted() {
    return List.copyOf(accepted);
  }

  private void handle(HttpExchange exchange) throws IOException {
    JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
    Received received =
        new Received(
            exchange.getRequestHeaders().getFirst("Idempotency-Key"),
            exchange.getRequestHeaders().getFirst("Authorization"),
            body);
    int status;
    synchronized (this) {
      Integer next = answers.poll();
      status = next == null ? 200 : next;
      attempts.add(received);
      if (status == 200) {
        accepted.add(received);
      }
    }
    if (status == SILENCE) {
      try {
        closing.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    } else {
      exchange.sendResponseHeaders(status, -1);
    }
    exchange.close();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
  }
}
