package dev.clew.packaging.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.clew.model.QueryException;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.memory.QueryMemory;
import java.util.Set;

/**
 * Gives every request of the front door a {@link QueryMemory}, on whatever thread it is worked on,
 * and takes all of it back when the last byte of the answer is with the connection, or the caller
 * has gone. The body counts, too: it is held whole.
 */
final class QueryMemoryService extends SimpleDecoratingHttpService {
  /** What comes and goes with each read of the connection, and again as one array. */
  private static final int BODY_COPIES = 2;

  /** Seconds until another try; most queries take less. */
  private static final int RETRY_SECONDS = 2;

  /** What is sent here is telemetry, which the collector counts by itself. */
  private static final Set<String> SENDERS =
      Set.of(
          "/loki/api/v1/push",
          "/api/prom/push",
          "/prometheus/api/v1/write",
          "/api/v1/write",
          "/prometheus/api/v1/otlp/v1/metrics",
          "/api/v1/otlp/v1/metrics");

  private final MemoryBudget queries;

  QueryMemoryService(HttpService delegate, MemoryBudget queries) {
    super(delegate);
    this.queries = queries;
  }

  @Override
  @SuppressWarnings("try") // the scope is held, not used
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
    if (SENDERS.contains(context.path())) {
      return unwrap().serve(context, request);
    }
    QueryMemory memory = QueryMemory.of(queries, "this query");
    context.hook(memory::enter);
    context.log().whenComplete().thenAccept(log -> memory.close());
    long length = request.headers().getLong(HttpHeaderNames.CONTENT_LENGTH, -1);
    if (!memory.tryTake(BODY_COPIES * length)) {
      return busy();
    }
    HttpRequest bounded = length >= 0 ? request : counted(request, memory);
    // The hook is for what is done later; this thread has its context already.
    try (QueryMemory.Scope scope = memory.enter()) {
      return unwrap().serve(context, bounded).mapHeaders(QueryMemoryService::withRetry);
    }
  }

  /** A body without a length is counted as it comes. */
  private static HttpRequest counted(HttpRequest request, QueryMemory memory) {
    return request.mapData(data -> {
      if (!memory.tryTake((long) BODY_COPIES * data.length())) {
        throw HttpStatusException.of(HttpStatus.TOO_MANY_REQUESTS);
      }
      return data;
    });
  }

  private static HttpResponse busy() {
    return HttpResponse.of(
        withRetry(
            ResponseHeaders.builder(HttpStatus.TOO_MANY_REQUESTS)
                .contentType(MediaType.PLAIN_TEXT_UTF_8)
                .build()),
        HttpData.ofUtf8("There is no memory for the body of this request now; try again.\n"));
  }

  /** {@link QueryException.Kind#BUSY} passes. */
  private static ResponseHeaders withRetry(ResponseHeaders headers) {
    return headers.status().equals(HttpStatus.TOO_MANY_REQUESTS)
            && !headers.contains(HttpHeaderNames.RETRY_AFTER)
        ? headers.toBuilder().setInt(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS).build()
        : headers;
  }
}
