package dev.clew.benchmarks.replay;

import dev.clew.benchmarks.Percentiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Posts requests over some connections at once; each is sent again while the receiver is busy. */
final class Sender implements AutoCloseable {
  /** No export request is empty. */
  private static final byte[] END = new byte[0];

  private static final int ATTEMPTS = 600;
  private static final long PAUSE_MILLIS = 200;

  private final URI target;
  private final HttpClient client;
  private final BlockingQueue<byte[]> waiting;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private final Percentiles acknowledgements = new Percentiles();
  private final AtomicLong busyAnswers = new AtomicLong();

  Sender(URI target, int connections) {
    this.target = target;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    this.waiting = new ArrayBlockingQueue<>(2 * connections);
    for (int i = 0; i < connections; i++) {
      threads.add(Thread.ofPlatform().name("sender-" + i).start(this::run));
    }
  }

  /** Waits until a connection is free. */
  void send(byte[] body) throws InterruptedException {
    while (!waiting.offer(body, 1, java.util.concurrent.TimeUnit.SECONDS)) {
      throwFailure();
    }
    throwFailure();
  }

  private void throwFailure() {
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  private void run() {
    try {
      for (byte[] body = waiting.take(); body.length > 0; body = waiting.take()) {
        post(body);
      }
      waiting.put(END); // for the next thread
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void post(byte[] body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(target)
            .timeout(Duration.ofMinutes(1))
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long started = System.nanoTime();
      int status = exchange(request);
      if (status >= 200 && status < 300) {
        acknowledgements.add(System.nanoTime() - started);
        return;
      }
      if (status != 429 && status != 503) {
        throw new IllegalStateException(target + " answered " + status);
      }
      busyAnswers.incrementAndGet();
      Thread.sleep(PAUSE_MILLIS);
    }
    throw new IllegalStateException(target + " stayed busy");
  }

  private int exchange(HttpRequest request) throws InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(target + " cannot be reached", e);
    }
  }

  /** Waits until everything is acknowledged. */
  void finish() throws InterruptedException {
    send(END);
    for (Thread thread : threads) {
      thread.join();
    }
    throwFailure();
  }

  /** Times from request to answer, without those that were sent again. */
  Percentiles acknowledgements() {
    return acknowledgements;
  }

  long busyAnswers() {
    return busyAnswers.get();
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    client.close();
  }
}
