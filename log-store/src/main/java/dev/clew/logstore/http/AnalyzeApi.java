package dev.clew.logstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.logstore.pipes.PipeEngine;
import dev.clew.logstore.pipes.PipeQuery;
import dev.clew.logstore.pipes.PipeTable;
import dev.clew.web.Parameters;
import java.io.IOException;
import java.time.Clock;

/** {@code /analyze}: queries with pipes, and LogQL. */
final class AnalyzeApi {
  private static final int DEFAULT_ROWS = 1000;

  /** The answer is held in memory. */
  private static final int MOST_ROWS = 10_000;

  private final Clock clock;
  private final PipeEngine pipes;
  private final LogqlTable logql;

  AnalyzeApi(LogStore store, LogqlEngine logql, Clock clock) {
    this.clock = clock;
    this.pipes = new PipeEngine(store, clock);
    this.logql = new LogqlTable(logql);
  }

  void analyze(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = new Parameters(context, clock);
    int limit = parameters.number("limit", DEFAULT_ROWS, 1, MOST_ROWS);
    String text = parameters.text("query");
    PipeEngine.Request request =
        new PipeEngine.Request(
            parameters.range(), QueryText.order(parameters), limit, AnswerReport.limits(context));
    PipeTable table =
        LogqlTable.isLogql(text)
            ? logql.table(text, request)
            : pipes.table(PipeQuery.parse(text), request);
    TableJson.write(json, table);
    AnswerReport.write(json, table.report(), table.partial());
  }
}
