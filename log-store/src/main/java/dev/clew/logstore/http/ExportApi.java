package dev.clew.logstore.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerListener;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.pipes.PipeEngine;
import dev.clew.logstore.pipes.PipeQuery;
import dev.clew.logstore.pipes.flow.Budget;
import dev.clew.model.QueryException;
import dev.clew.model.memory.QueryMemory;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.ScanReport;
import dev.clew.web.JsonApi;
import dev.clew.web.Parameters;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /export}: a result of any size as NDJSON or CSV. Rows are written as the query finds them;
 * it waits while the reader does not take what was written, and ends when the reader goes away.
 */
final class ExportApi {
  private static final Logger LOG = LoggerFactory.getLogger(ExportApi.class);
  private static final int MOST_ROWS = 10_000_000;

  /** Each keeps decoded blocks while it waits for its reader. */
  private static final int MOST_OPEN = 8;

  /**
   * Ten million rows over a slow line; the files that a query reads cannot be deleted meanwhile.
   */
  private static final QueryLimits LIMITS =
      new QueryLimits(Duration.ofMinutes(30), 5_000_000_000L, 256L << 30, () -> false);

  private final LogStore store;
  private final Clock clock;
  private final PipeEngine pipes;
  private final Set<ExportStream> open = ConcurrentHashMap.newKeySet();

  ExportApi(LogStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
    this.pipes = new PipeEngine(store, clock);
  }

  /** What was asked for. */
  private record Export(
      PipeQuery query, PipeEngine.Request request, boolean csv, List<String> fields) {}

  void register(ServerBuilder builder, String path) {
    builder.service(
        path,
        (context, request) ->
            HttpResponse.of(() -> serve(context), context.blockingTaskExecutor()));
    builder.serverListener(
        ServerListener.builder()
            .whenStopping(server -> open.forEach(ExportStream::abort)) // or the stop would wait
            .build());
  }

  /** Exports that run. */
  int open() {
    return open.size();
  }

  /** Those of them that wait for their reader. */
  long waiting() {
    return open.stream().filter(ExportStream::isWaiting).count();
  }

  private HttpResponse serve(ServiceRequestContext context) {
    HttpResponseWriter response = HttpResponse.streaming();
    Export export;
    try {
      if (open.size() >= MOST_OPEN) {
        throw new QueryException(
            QueryException.Kind.BUSY,
            "exports: " + MOST_OPEN + " run already (expected: fewer; try again when one is over)",
            -1);
      }
      export = export(new Parameters(context, clock), response);
    } catch (QueryException e) {
      return JsonApi.refuse(e);
    }
    context.clearRequestTimeout();
    QueryMemory memory = QueryMemory.current();
    Thread.ofVirtual()
        .name("clew-export-" + context.id().shortText())
        .start(() -> run(export, response, memory));
    return response;
  }

  @SuppressWarnings("try") // the scope is held, not used
  private void run(Export export, HttpResponseWriter response, QueryMemory memory) {
    try (QueryMemory.Scope scope = memory.enter()) {
      run(export, response);
    }
  }

  private static Export export(Parameters parameters, HttpResponseWriter response) {
    boolean csv =
        switch (parameters.text("format")) {
          case "", "ndjson" -> false;
          case "csv" -> true;
          default -> throw Parameters.wrong("format", parameters.text("format"), "ndjson or csv");
        };
    PipeEngine.Request request =
        new PipeEngine.Request(
            parameters.range(),
            QueryText.order(parameters),
            parameters.number("limit", MOST_ROWS, 1, MOST_ROWS),
            LIMITS.withCanceled(() -> !response.isOpen()));
    PipeQuery query = PipeQuery.parse(parameters.text("query"));
    return new Export(query, request, csv, parameters.list("fields"));
  }

  private void run(Export export, HttpResponseWriter response) {
    ExportStream out = new ExportStream(response, export.csv());
    open.add(out);
    try {
      ExportFormat format =
          export.csv()
              ? new CsvExport(out, export.fields(), export.query().isLines())
              : new NdjsonExport(out, store.fields().keys);
      Budget budget = new Budget(Budget.DEFAULT_BYTES);
      ExportFlow flow = new ExportFlow(format, export.request().limit());
      ScanReport report =
          pipes.stream(export.query(), export.request(), budget, !export.csv(), flow);
      String notices = budget.notices();
      String partial = report.partial() == null ? notices : report.partial();
      format.end(partial);
      out.close();
    } catch (QueryException e) {
      out.fail(e);
    } catch (ExportStream.GoneException e) {
      LOG.debug("The reader of an export went away", e);
      response.close(e);
    } catch (IOException | RuntimeException e) {
      LOG.warn("An export ends early", e);
      response.close(e);
    } finally {
      open.remove(out);
    }
  }
}
