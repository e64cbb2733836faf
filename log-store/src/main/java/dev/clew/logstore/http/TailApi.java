package dev.clew.logstore.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerListener;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.logstore.logql.result.LogStream;
import dev.clew.logstore.logql.result.LogqlTail;
import dev.clew.model.QueryException;
import dev.clew.model.memory.QueryMemory;
import dev.clew.model.query.SearchParser;
import dev.clew.storage.block.life.RowTail;
import dev.clew.storage.rows.Row;
import dev.clew.web.JsonApi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live tail as server-sent events. One virtual thread per reader takes lines, writes them and waits
 * until the connection has taken them, so that a slow connection makes its own queue fill up and
 * nothing else.
 */
final class TailApi {
  private static final Logger LOG = LoggerFactory.getLogger(TailApi.class);
  private static final JsonFactory JSON = new JsonFactory();

  /** Proxies and browsers give up connections on which nothing comes for half a minute or more. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  /** Events come no closer than this: a page need not be drawn more often. */
  private static final Duration BETWEEN_EVENTS = Duration.ofMillis(200);

  /** Lines of one event; keeps single events within a megabyte or so. */
  private static final int EVENT_ROWS = 1000;

  private static final ResponseHeaders HEADERS =
      ResponseHeaders.builder(HttpStatus.OK)
          .contentType(MediaType.EVENT_STREAM)
          .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
          .set("x-accel-buffering", "no") // nginx would hold the events back
          .build();

  private final LogStore store;
  private final LogqlEngine engine;
  private final Set<RowTail<?>> open = ConcurrentHashMap.newKeySet();

  /** A tail that is served. */
  private record Session(
      RowTail<LogColumns.Line> tail, List<String> fields, HttpResponseWriter response, String id) {}

  TailApi(LogStore store, LogqlEngine engine) {
    this.store = store;
    this.engine = engine;
  }

  void register(ServerBuilder builder, String path) {
    builder.service(
        path,
        (context, request) ->
            HttpResponse.of(() -> serve(context), context.blockingTaskExecutor()));
    builder.serverListener(
        ServerListener.builder()
            .whenStopping(server -> open.forEach(RowTail::close)) // or the stop would wait for them
            .build());
  }

  private HttpResponse serve(ServiceRequestContext context) {
    QueryParams parameters = context.queryParams();
    List<String> fields =
        Arrays.stream(parameters.get("fields", "").split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList();
    RowTail<LogColumns.Line> tail;
    try {
      tail = open(parameters.get("query", ""), new LogColumns(store.fields(), fields));
    } catch (QueryException e) {
      return JsonApi.refuse(e);
    }
    context.clearRequestTimeout();
    HttpResponseWriter response = HttpResponse.streaming();
    open.add(tail);
    response
        .whenComplete()
        .whenComplete((nothing, gone) -> {
          open.remove(tail);
          tail.close();
        });
    Session session = new Session(tail, fields, response, context.id().shortText());
    QueryMemory memory = QueryMemory.current();
    Thread.ofVirtual()
        .name("clew-tail-" + context.id().shortText())
        .start(() -> run(session, memory));
    return response;
  }

  @SuppressWarnings("try") // the scope is held, not used
  private void run(Session session, QueryMemory memory) {
    try (QueryMemory.Scope scope = memory.enter()) {
      run(session);
    }
  }

  /** Text that begins with a brace is LogQL: the body of a line is then as the stages left it. */
  private RowTail<LogColumns.Line> open(String query, LogColumns columns) {
    if (!QueryText.isStreamQuery(query)) {
      return store.tail(SearchParser.parse(query), new Lines(columns, null));
    }
    LogqlTail logql = engine.tail(query);
    return store.tail(logql.filter(), new Lines(columns, logql));
  }

  /** Keeps of a row what is shown of it. */
  private record Lines(LogColumns columns, @Nullable LogqlTail logql)
      implements RowTail.Reader<LogColumns.Line> {
    @Override
    public LogColumns.@Nullable Line read(Row row) {
      if (logql == null) {
        return columns.line(row);
      }
      LogStream stream = logql.offer(row);
      return stream == null ? null : columns.line(row).withBody(stream.entries().getFirst().line());
    }

    @Override
    public long bytes(LogColumns.Line line) {
      return line.bytes();
    }
  }

  private void run(Session session) {
    try {
      session.response().write(HEADERS);
      write(session, ": following\n\n".getBytes(StandardCharsets.US_ASCII));
      follow(session);
      session.response().close();
    } catch (QueryException e) {
      fail(session, String.valueOf(e.getMessage()), e.position());
    } catch (CompletionException e) {
      // The reader went away.
      session.response().close();
    } catch (InterruptedException | IOException | RuntimeException | StackOverflowError e) {
      String id = session.id();
      LOG.warn("A live tail ends (error {})", id, e);
      fail(session, "internal error " + id + " (the log of Clew says more under this ID)", -1);
    }
  }

  private void follow(Session session) throws InterruptedException, IOException {
    while (session.response().isOpen()) {
      RowTail.Batch<LogColumns.Line> batch = session.tail().take(HEARTBEAT);
      List<LogColumns.Line> rows = batch.rows();
      for (int from = 0; from < rows.size(); from += EVENT_ROWS) {
        List<LogColumns.Line> part = rows.subList(from, Math.min(from + EVENT_ROWS, rows.size()));
        write(session, event("rows", rows(part, session.fields())));
      }
      if (batch.missed() > 0) {
        byte[] count = ("{\"count\":" + batch.missed() + "}").getBytes(StandardCharsets.US_ASCII);
        write(session, event("missed", count));
      }
      if (batch.ended()) {
        return;
      }
      if (batch.isEmpty()) {
        write(session, ":\n\n".getBytes(StandardCharsets.US_ASCII));
      } else {
        Thread.sleep(BETWEEN_EVENTS);
      }
    }
  }

  private byte[] rows(List<LogColumns.Line> lines, List<String> fields) throws IOException {
    LogColumns columns = new LogColumns(store.fields(), fields);
    lines.forEach(columns::again);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      columns.write(json);
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /** JSON escapes line breaks, so the data is one line. */
  private static byte[] event(String name, byte[] json) {
    byte[] head = ("event: " + name + "\ndata: ").getBytes(StandardCharsets.US_ASCII);
    byte[] event = Arrays.copyOf(head, head.length + json.length + 2);
    System.arraycopy(json, 0, event, head.length, json.length);
    event[event.length - 2] = '\n';
    event[event.length - 1] = '\n';
    return event;
  }

  /** Returns when the connection has taken it. */
  private static void write(Session session, byte[] bytes) {
    if (session.response().tryWrite(HttpData.wrap(bytes))) {
      session.response().whenConsumed().join();
    }
  }

  private static void fail(Session session, String message, int position) {
    try {
      write(session, event("error", JsonApi.errorBody(message, position)));
    } catch (CompletionException e) {
      LOG.debug("The reader of a live tail went away before it ended", e);
    }
    session.response().close();
  }
}
