package dev.clew.packaging;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The real appliance as a process of its own, started from the distribution that the build made, on
 * free ports. For integration tests; {@link #kill} is a SIGKILL.
 */
final class RunningAppliance implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("Clew is ready.* http=(\\d+) grpc=(\\d+) otlp-http=(\\d+)");
  private static final Path SERVER = Path.of("target", "clew", "bin", "clew-server");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Process process;
  private final ConcurrentLinkedQueue<String> output = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<int[]> ports = new CompletableFuture<>();

  private RunningAppliance(Process process) {
    this.process = process;
    // A platform thread: reading a pipe would hold one of the few carriers of virtual threads.
    Thread.ofPlatform().daemon().name("appliance-output").start(this::read);
  }

  /**
   * Starts and waits until everything listens.
   *
   * @param settings configuration keys and their values, e.g. {@code logs.retention}
   */
  static RunningAppliance start(Path data, Map<String, String> settings) {
    return start(data, settings, "-Xmx512m");
  }

  /**
   * The same.
   *
   * @param javaOptions flags of the virtual machine, separated by spaces
   */
  static RunningAppliance start(Path data, Map<String, String> settings, String javaOptions) {
    RunningAppliance appliance = launch(data, settings, javaOptions);
    appliance.awaitReady();
    return appliance;
  }

  /** Starts and does not wait. */
  static RunningAppliance launch(Path data, Map<String, String> settings) {
    return launch(data, settings, "-Xmx512m");
  }

  private static RunningAppliance launch(
      Path data, Map<String, String> settings, String javaOptions) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("http.port", "0");
    all.putIfAbsent("collector.grpc_port", "0");
    all.putIfAbsent("collector.http_port", "0");
    ProcessBuilder builder =
        new ProcessBuilder(SERVER.toAbsolutePath().toString(), "--data", data.toString())
            .redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_OPTS", javaOptions);
    all.forEach((key, value) ->
        builder.environment().put(dev.clew.packaging.config.ConfigBinder.variableOf(key), value));
    try {
      Files.createDirectories(data);
      return new RunningAppliance(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    try {
      ports.get(60, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      String stacks = stacks();
      process.destroyForcibly();
      throw new IllegalStateException(
          "not ready:\n" + String.join("\n", output) + "\n" + stacks, e);
    }
  }

  /** What the process does instead of getting ready. */
  private String stacks() {
    String jstack = Path.of(System.getProperty("java.home"), "bin", "jstack").toString();
    try {
      Process dump =
          new ProcessBuilder(jstack, Long.toString(process.pid()))
              .redirectErrorStream(true)
              .start();
      return new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "no stacks: " + e.getMessage();
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        Matcher ready = READY.matcher(line);
        if (ready.find()) {
          ports.complete(
              new int[] {
                Integer.parseInt(ready.group(1)),
                Integer.parseInt(ready.group(2)),
                Integer.parseInt(ready.group(3))
              });
        }
      }
      ports.completeExceptionally(new IOException("ended before it was ready"));
    } catch (IOException e) {
      ports.completeExceptionally(e);
    }
  }

  /** Port of the browser and the query APIs. */
  int httpPort() {
    return ports.join()[0];
  }

  int otlpGrpcPort() {
    return ports.join()[1];
  }

  int otlpHttpPort() {
    return ports.join()[2];
  }

  long pid() {
    return process.pid();
  }

  List<String> output() {
    return List.copyOf(output);
  }

  /** The answer's body; fails unless the status is 200. */
  String get(String pathAndQuery) {
    HttpResponse<String> response = answer(pathAndQuery);
    if (response.statusCode() != 200) {
      throw new IllegalStateException(
          pathAndQuery + " answered " + response.statusCode() + ": " + response.body());
    }
    return response.body();
  }

  HttpResponse<String> answer(String pathAndQuery) {
    URI uri = URI.create("http://127.0.0.1:" + httpPort() + pathAndQuery);
    try {
      return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** SIGTERM; returns the exit code. */
  int stop() {
    process.destroy();
    return process.onExit().join().exitValue();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
