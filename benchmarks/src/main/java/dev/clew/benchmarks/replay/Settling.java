package dev.clew.benchmarks.replay;

import dev.clew.benchmarks.ProcessUsage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Waits until a receiver has done what it was given: for Clew, until its status says that no log
 * request waits in the buffer and none is in memory only, and then until it is idle; for others, a
 * fixed time.
 */
final class Settling {
  private static final Pattern LAG =
      Pattern.compile("\"signal\":\"logs\"[^}]*?\"lagEntries\":(\\d+)");
  private static final Pattern MEMORY =
      Pattern.compile("\"signal\":\"logs\"[^}]*?\"memoryBytes\":(\\d+)");
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final double IDLE_CORES = 0.1;

  private Settling() {}

  /** Whether the status of an appliance says that every log record is on disk. */
  static boolean flushed(String status) {
    return number(LAG, status) == 0 && number(MEMORY, status) == 0;
  }

  private static long number(Pattern pattern, String status) {
    Matcher matcher = pattern.matcher(status);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
  }

  /**
   * @param pid of the receiver, or 0 when it is not known
   */
  static void awaitFlush(URI status, long pid) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(status.resolve("/api/clew/v1/status")).GET().build();
      String last = "";
      while (!flushed(last)) {
        if (System.nanoTime() > deadline) {
          throw new IOException("not flushed after " + LONGEST + ": " + last);
        }
        Thread.sleep(500);
        try {
          last = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (ConnectException e) {
          throw new IOException(
              status + " cannot be reached: name it with --status, or wait with --settle SECONDS",
              e);
        }
      }
    }
    if (pid != 0) {
      awaitIdle(pid, deadline);
    }
  }

  /** Merging may go on after the flush; it belongs to the price. */
  private static void awaitIdle(long pid, long deadline) throws InterruptedException {
    double cores = 1;
    while (cores > IDLE_CORES && System.nanoTime() < deadline) {
      double before = ProcessUsage.of(pid).cpuSeconds();
      long from = System.nanoTime();
      Thread.sleep(2_000);
      cores = (ProcessUsage.of(pid).cpuSeconds() - before) / ((System.nanoTime() - from) / 1e9);
    }
  }
}
