package dev.clew.logstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.pipes.PipeEngine;
import dev.clew.logstore.pipes.PipeQuery;
import dev.clew.logstore.pipes.PipeTable;
import dev.clew.storage.block.RowQuery;
import java.io.IOException;
import java.time.Clock;

/** {@code /analyze}: queries with pipes. */
final class AnalyzeApi {
  private static final int DEFAULT_ROWS = 1000;

  /** The answer is held in memory. */
  private static final int MOST_ROWS = 10_000;

  private final Clock clock;
  private final PipeEngine pipes;

  AnalyzeApi(LogStore store, Clock clock) {
    this.clock = clock;
    this.pipes = new PipeEngine(store, clock);
  }

  void analyze(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = new Parameters(context, clock);
    int limit = parameters.number("limit", DEFAULT_ROWS, 1, MOST_ROWS);
    PipeQuery query = PipeQuery.parse(parameters.text("query"));
    PipeTable table =
        pipes.table(
            query,
            new PipeEngine.Request(
                parameters.range(), RowQuery.Order.NEWEST_FIRST, limit, Reports.limits(context)));
    TableJson.write(json, table);
    Reports.write(json, table.report(), table.partial());
  }
}
