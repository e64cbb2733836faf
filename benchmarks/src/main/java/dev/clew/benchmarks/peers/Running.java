package dev.clew.benchmarks.peers;

import dev.clew.benchmarks.ProcessUsage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A candidate that runs, in a directory of its own and on ports of its own. */
final class Running implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);

  final Candidate candidate;
  private final Path directory;
  private final List<Integer> ports;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Process process;

  private Running(Candidate candidate, Path directory, List<Integer> ports, Process process) {
    this.candidate = candidate;
    this.directory = directory;
    this.ports = ports;
    this.process = process;
  }

  static Running start(Candidate candidate, Path directory)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve("prometheus.yml"),
        "storage:\n  tsdb:\n    out_of_order_time_window: 1h\n");
    List<Integer> ports = freePorts();
    Running running = new Running(candidate, directory, ports, launch(candidate, directory, ports));
    running.awaitReady();
    return running;
  }

  private static List<Integer> freePorts() throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      sockets.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private static Process launch(Candidate candidate, Path directory, List<Integer> ports)
      throws IOException {
    List<String> command =
        candidate.command().stream().map(word -> filled(word, directory, ports)).toList();
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    candidate
        .environment()
        .forEach((key, value) -> builder.environment().put(key, filled(value, directory, ports)));
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(directory.resolve("output.log").toFile()));
    return builder.start();
  }

  private static String filled(String text, Path directory, List<Integer> ports) {
    return text.replace("DATA", directory.toString())
        .replace("PORT3", ports.get(2).toString())
        .replace("PORT2", ports.get(1).toString())
        .replace("PORT", ports.get(0).toString());
  }

  private void awaitReady() throws InterruptedException, IOException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException(
            candidate.name()
                + " did not start: "
                + Files.readString(directory.resolve("output.log")));
      }
      Thread.sleep(20);
    }
  }

  private boolean answers() throws InterruptedException {
    try {
      return get(candidate.ready()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Kills it and starts it again. Returns the seconds until queries are answered. */
  double restart() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    long started = System.nanoTime();
    process = launch(candidate, directory, ports);
    awaitReady();
    return (System.nanoTime() - started) / 1e9;
  }

  HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.getFirst() + path))
            .timeout(Duration.ofMinutes(5))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  /** Sends a request, again after a pause while the receiver says that it is busy. */
  void write(Body kind, byte[] body) throws IOException, InterruptedException {
    int port = ports.get(candidate.writePort() - 1);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + candidate.write()))
            .header("Content-Type", kind.contentType())
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (!kind.encoding().isEmpty()) {
      request
          .header("Content-Encoding", kind.encoding())
          .header("X-Prometheus-Remote-Write-Version", "0.1.0");
    }
    while (true) {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 == 2) {
        return;
      }
      if (answer.statusCode() != 429 && answer.statusCode() != 503) {
        throw new IOException(
            candidate.name() + " answered " + answer.statusCode() + ": " + answer.body());
      }
      Thread.sleep(100);
    }
  }

  ProcessUsage usage() {
    return ProcessUsage.of(process.pid());
  }

  long storedBytes() throws IOException {
    long bytes = 0;
    for (String part : candidate.stored()) {
      Path path = directory.resolve(part);
      bytes += Files.exists(path) ? ProcessUsage.diskBytes(path) : 0;
    }
    return bytes;
  }

  /** Waits until it has been idle for some seconds: everything is flushed and merged. */
  void settle(Duration longest) throws IOException, InterruptedException {
    for (String path : candidate.settle()) {
      get(path);
    }
    long deadline = System.nanoTime() + longest.toNanos();
    double before = usage().cpuSeconds();
    int quiet = 0;
    while (quiet < 8 && System.nanoTime() < deadline) {
      Thread.sleep(1000);
      double now = usage().cpuSeconds();
      quiet = now - before < 0.15 ? quiet + 1 : 0;
      before = now;
    }
  }

  Path directory() {
    return directory;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    client.close();
  }
}
