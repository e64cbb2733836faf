package dev.clew.logstore.loki;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.common.websocket.WebSocketCloseStatus;
import com.linecorp.armeria.common.websocket.WebSocketFrame;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerListener;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.websocket.WebSocketService;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.logstore.logql.result.LogStream;
import dev.clew.logstore.logql.result.LogqlTail;
import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.model.memory.QueryMemory;
import dev.clew.storage.block.life.RowTail;
import dev.clew.storage.rows.Row;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /loki/api/v1/tail}: lines as they arrive, over a WebSocket. Wrong queries are refused
 * before the connection is upgraded.
 */
final class LokiTail {
  private static final long MOST_DELAY_SECONDS = 5;

  private final LogStore store;
  private final LogqlEngine engine;
  private final Clock clock;
  private final Set<RowTail<?>> open = ConcurrentHashMap.newKeySet();

  /**
   * What a client asks for.
   *
   * @param start of the lines that are sent first
   * @param limit how many of those
   * @param delay how long lines wait for others that are older
   * @param flags of the encoding, as sent
   */
  record Asked(String query, long start, int limit, Duration delay, String flags) {}

  LokiTail(LogStore store, LogqlEngine engine, Clock clock) {
    this.store = store;
    this.engine = engine;
    this.clock = clock;
  }

  void register(ServerBuilder builder, String path) {
    // Armeria would refuse clients that are no browsers: they send no origin. The front door has
    // refused pages of other origins already.
    WebSocketService socket = WebSocketService.builder(this::follow).allowedOrigins("*").build();
    builder.service(path, socket.decorate(this::checked));
    builder.serverListener(
        ServerListener.builder()
            .whenStopping(server -> open.forEach(RowTail::close)) // or the stop would wait for them
            .build());
  }

  private HttpResponse checked(
      HttpService socket, ServiceRequestContext context, HttpRequest request) throws Exception {
    try {
      asked(context);
    } catch (QueryException | LokiException e) {
      return LokiHandler.fault(e);
    }
    return socket.serve(context, request);
  }

  private Asked asked(ServiceRequestContext context) {
    LokiParameters parameters =
        new LokiParameters(context.queryParams(), "", TimeRange.nanosOf(clock.instant()));
    String query = parameters.query();
    if (!engine.isLogQuery(query)) {
      throw LokiException.badRequest("only log queries can be tailed, not metric queries");
    }
    String delay = parameters.text("delay_for");
    long seconds = delay.matches("[0-9]{1,9}") ? Long.parseLong(delay) : delay.isEmpty() ? 0 : -1;
    if (seconds < 0 || seconds > MOST_DELAY_SECONDS) {
      throw LokiException.badRequest(
          "delay_for: \"" + delay + "\" (expected: 0 to " + MOST_DELAY_SECONDS + " seconds)");
    }
    String flags = context.request().headers().get(LokiJson.FLAGS_HEADER, "");
    return new Asked(
        query, parameters.start(), parameters.lines(), Duration.ofSeconds(seconds), flags);
  }

  private WebSocket follow(ServiceRequestContext context, WebSocket in) {
    Asked asked = asked(context);
    WebSocketWriter out = WebSocket.streaming();
    LogqlTail query = engine.tail(asked.query());
    RowTail<LogStream> tail;
    try {
      tail = store.tail(query.filter(), new Lines(query));
    } catch (QueryException e) { // too many
      out.close(WebSocketCloseStatus.TRY_AGAIN_LATER, String.valueOf(e.getMessage()));
      return out;
    }
    open.add(tail);
    Runnable end =
        () -> {
          open.remove(tail);
          tail.close();
        };
    out.whenComplete().whenComplete((nothing, gone) -> end.run());
    in.peek(frame -> receive(frame, out)).subscribe().whenComplete((done, gone) -> out.close());
    // A query of its own for the past: the other one belongs to the thread of the tail.
    TailSession session =
        new TailSession(store, asked, engine.tail(asked.query()), tail, out, clock);
    QueryMemory memory = QueryMemory.current();
    Thread.ofVirtual()
        .name("clew-loki-tail-" + context.id().shortText())
        .start(() -> run(session, memory));
    return out;
  }

  @SuppressWarnings("try") // the scope is held, not used
  private static void run(TailSession session, QueryMemory memory) {
    try (QueryMemory.Scope scope = memory.enter()) {
      session.run();
    }
  }

  /** Nothing is expected from a client, but pings and the end. */
  private static void receive(WebSocketFrame frame, WebSocketWriter out) {
    switch (frame.type()) {
      case PING -> out.writePong(frame.array());
      case CLOSE -> out.close();
      default -> {}
    }
  }

  /** Gives rows to the query, on the thread of all tails. */
  private record Lines(LogqlTail query) implements RowTail.Reader<LogStream> {
    @Override
    public @Nullable LogStream read(Row row) {
      return query.offer(row);
    }

    @Override
    public long bytes(LogStream stream) {
      return LokiTail.bytes(stream);
    }
  }

  /** Memory that a line with its labels takes, by an estimate. */
  static long bytes(LogStream stream) {
    long bytes = 1000;
    for (LogStream.LogEntry entry : stream.entries()) {
      bytes += entry.line().length();
    }
    return bytes;
  }
}
