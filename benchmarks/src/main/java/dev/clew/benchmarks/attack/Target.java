package dev.clew.benchmarks.attack;

import dev.clew.benchmarks.ProcessUsage;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** An appliance in a process of its own, and the ways to talk to it. */
public final class Target implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("Clew is ready.* http=(\\d+) grpc=(\\d+) otlp-http=(\\d+)");
  private static final int LINES_KEPT = 2_000;

  private final Process process;
  private final ConcurrentLinkedDeque<String> output = new ConcurrentLinkedDeque<>();
  private final CompletableFuture<List<Integer>> ports = new CompletableFuture<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Target(Process process) {
    this.process = process;
    Thread.ofPlatform().daemon().name("appliance-output").start(this::read);
  }

  /**
   * Starts the appliance and waits until it is ready.
   *
   * @param server the {@code clew-server} of a distribution
   * @param options of the JVM, such as {@code -Xmx160m}
   * @param settings variables such as {@code CLEW_LOGS_FLUSH_INTERVAL}
   */
  public static Target start(
      Path server, Path data, List<String> options, Map<String, String> settings)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(server.toString(), "--data", data.toString()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_OPTS", String.join(" ", options));
    for (String port : List.of("HTTP", "COLLECTOR_GRPC", "COLLECTOR_HTTP")) {
      builder.environment().put("CLEW_" + port + "_PORT", "0");
    }
    builder.environment().putAll(settings);
    Target target = new Target(builder.start());
    try {
      target.ports.get(120, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      target.kill();
      throw new IOException("not ready:\n" + String.join("\n", target.output()), e);
    }
    return target;
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.addLast(line);
        if (output.size() > LINES_KEPT) {
          output.pollFirst();
        }
        Matcher ready = READY.matcher(line);
        if (ready.find()) {
          ports.complete(
              List.of(
                  Integer.valueOf(ready.group(1)),
                  Integer.valueOf(ready.group(2)),
                  Integer.valueOf(ready.group(3))));
        }
      }
      ports.completeExceptionally(new IOException("ended before it was ready"));
    } catch (IOException e) {
      ports.completeExceptionally(e);
    }
  }

  public int httpPort() {
    return ports.join().get(0);
  }

  int grpcPort() {
    return ports.join().get(1);
  }

  public int otlpPort() {
    return ports.join().get(2);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The last lines of its log. */
  public List<String> output() {
    return new ArrayList<>(output);
  }

  public ProcessUsage usage() {
    return ProcessUsage.of(process.pid());
  }

  /** Gets from the browser's port. */
  public Answer get(String pathAndQuery) {
    return send(HttpRequest.newBuilder(uri(httpPort(), pathAndQuery)), Duration.ofSeconds(90));
  }

  /** Posts to the collector's HTTP port. */
  Answer post(String path, String contentType, String encoding, byte[] body) {
    return post(otlpPort(), path, contentType, encoding, body);
  }

  public Answer post(int port, String path, String contentType, String encoding, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(port, path))
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (!encoding.isEmpty()) {
      request.header("Content-Encoding", encoding);
    }
    return send(request, Duration.ofSeconds(90));
  }

  private static URI uri(int port, String pathAndQuery) {
    return URI.create("http://127.0.0.1:" + port + pathAndQuery);
  }

  private Answer send(HttpRequest.Builder request, Duration within) {
    try {
      HttpResponse<String> answer =
          client.send(request.timeout(within).build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException e) {
      return new Answer(0, "no answer: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The head of a request without the empty line at its end. */
  static String head(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  /** Sends bytes as they are and reads what comes back within some seconds. */
  Answer raw(int port, String request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      String text = new String(readAll(socket), StandardCharsets.ISO_8859_1);
      Matcher status = Pattern.compile("HTTP/1\\.1 (\\d{3})").matcher(text);
      return new Answer(status.find() ? Integer.parseInt(status.group(1)) : 0, text);
    } catch (IOException e) {
      return new Answer(0, "no answer: " + e);
    }
  }

  /** Until the other side closes, has said nothing for a while, or has said enough. */
  private static byte[] readAll(Socket socket) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] part = new byte[8192];
    try {
      int read = socket.getInputStream().read(part);
      while (read > 0 && all.size() < 1 << 16) {
        all.write(part, 0, read);
        socket.setSoTimeout(500);
        read = socket.getInputStream().read(part);
      }
    } catch (SocketTimeoutException e) {
      // it has said what it had to say
    }
    return all.toByteArray();
  }

  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** SIGTERM, and SIGKILL when that does not end it within half a minute. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
    client.close();
  }
}
