package dev.clew.packaging.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Chromium without a window, with a profile of its own, driven through its debugging protocol. */
public final class Chromium implements AutoCloseable {
  public static final Path EXECUTABLE =
      Path.of(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"));

  private static final List<String> FLAGS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--remote-debugging-port=0");

  private static final String ADDRESS = "DevTools listening on ";

  /** What no page here takes; a machine under load may need much of it. */
  private static final int PATIENCE_SECONDS = 60;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final Map<String, Page> pages = new ConcurrentHashMap<>();
  private final Path profile;
  private final Process process;
  private final WebSocket socket;

  private Chromium(Path profile, Process process, String address) {
    this.profile = profile;
    this.process = process;
    socket = client.newWebSocketBuilder().buildAsync(URI.create(address), new Messages()).join();
  }

  public static boolean isThere() {
    return Files.isExecutable(EXECUTABLE);
  }

  /**
   * @param flags besides the usual ones
   */
  public static Chromium start(String... flags) throws IOException {
    Path profile = Files.createTempDirectory("clew-chromium-");
    List<String> command = new ArrayList<>();
    command.add(EXECUTABLE.toString());
    command.addAll(FLAGS);
    command.addAll(List.of(flags));
    command.add("--user-data-dir=" + profile);
    command.add("about:blank");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader output = process.inputReader();
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(ADDRESS)) {
        Thread.ofPlatform().daemon().name("chromium-output").start(() -> drain(output));
        return new Chromium(profile, process, line.substring(ADDRESS.length()));
      }
      said.append(line).append('\n');
    }
    throw new IOException("Chromium did not start:\n" + said);
  }

  private static void drain(BufferedReader output) {
    try {
      while (output.readLine() != null) {
        // Nobody wants it, but a full pipe would stop it.
      }
    } catch (IOException e) {
      // It has ended.
    }
  }

  /** A new, empty tab. */
  public Page open() {
    String target =
        call("", "Target.createTarget", Map.of("url", "about:blank")).get("targetId").asText();
    JsonNode attached =
        call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true));
    Page page = new Page(attached.get("sessionId").asText());
    pages.put(page.session, page);
    page.call("Page.enable", Map.of());
    page.call("Runtime.enable", Map.of());
    page.call("Log.enable", Map.of());
    page.call("Network.enable", Map.of());
    return page;
  }

  private JsonNode call(String session, String method, Map<String, Object> parameters) {
    int id = calls.incrementAndGet();
    ObjectNode message = json.createObjectNode().put("id", id).put("method", method);
    message.set("params", json.valueToTree(parameters));
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    synchronized (socket) {
      socket.sendText(message.toString(), true).join();
    }
    JsonNode answered = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    if (answered.has("error")) {
      throw new IllegalStateException(method + ": " + answered.get("error"));
    }
    return answered.get("result");
  }

  private final class Messages implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        receive(text.toString());
        text.setLength(0);
      }
      webSocket.request(1);
      return null;
    }
  }

  private void receive(String text) {
    JsonNode message;
    try {
      message = json.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (message.has("id")) {
      CompletableFuture<JsonNode> answer = answers.remove(message.get("id").asInt());
      if (answer != null) {
        answer.complete(message);
      }
    } else {
      Page page = pages.get(message.path("sessionId").asText());
      if (page != null) {
        page.event(message.get("method").asText(), message.get("params"));
      }
    }
  }

  /** One tab. */
  public final class Page {
    private final String session;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Page(String session) {
      this.session = session;
    }

    public JsonNode call(String method, Map<String, Object> parameters) {
      return Chromium.this.call(session, method, parameters);
    }

    /** Runs before anything of every page that is opened from now on. */
    public void before(String script) {
      call("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** Opens an address, and waits until its document has been read. */
    public void go(String address) {
      evaluate("window.leftBehind = true");
      call("Page.navigate", Map.of("url", address));
      await("!window.leftBehind && document.readyState === 'complete'");
    }

    /** What an expression comes to; a promise is waited for. */
    public JsonNode evaluate(String expression) {
      JsonNode result =
          call(
              "Runtime.evaluate",
              Map.of(
                  "expression", expression,
                  "awaitPromise", true,
                  "returnByValue", true,
                  // What is evaluated may make code of text only where the page may.
                  "allowUnsafeEvalBlockedByCSP", false));
      if (result.has("exceptionDetails")) {
        throw new IllegalStateException(expression + ": " + result.get("exceptionDetails"));
      }
      return result.get("result").path("value");
    }

    /** Waits until an expression is true, whichever document is there by then. */
    public void await(String condition) {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (true) {
        boolean met = false;
        try {
          met = evaluate("Boolean(" + condition + ")").asBoolean();
        } catch (IllegalStateException e) {
          // The document was just being replaced.
        }
        if (met) {
          return;
        }
        if (System.nanoTime() > until) {
          throw new IllegalStateException(
              "never so: "
                  + condition
                  + "; "
                  + complaints
                  + "; "
                  + evaluate("document.body ? document.body.innerText : ''"));
        }
        Thread.onSpinWait();
      }
    }

    /** What stands in the console in red or yellow: errors, refusals of the browser. */
    public List<String> complaints() {
      return List.copyOf(complaints);
    }

    public void forgetComplaints() {
      complaints.clear();
    }

    private void event(String method, JsonNode params) {
      switch (method) {
        case "Runtime.exceptionThrown" ->
            complaints.add(params.path("exceptionDetails").toString());
        case "Runtime.consoleAPICalled" -> {
          String type = params.get("type").asText();
          if (type.equals("error") || type.equals("warning")) {
            complaints.add(type + ": " + params.get("args"));
          }
        }
        case "Log.entryAdded" -> {
          JsonNode entry = params.get("entry");
          String level = entry.get("level").asText();
          if (level.equals("error") || level.equals("warning")) {
            complaints.add(
                level + ": " + entry.get("text").asText() + " " + entry.path("url").asText());
          }
        }
        default -> {
          // Of no interest.
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      call("", "Browser.close", Map.of());
    } catch (RuntimeException e) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    client.shutdownNow();
    List<Path> files;
    try (Stream<Path> tree = Files.walk(profile)) {
      files = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
