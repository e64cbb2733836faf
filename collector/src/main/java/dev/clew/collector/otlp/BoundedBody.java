package dev.clew.collector.otlp;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import dev.clew.collector.Refusal;
import dev.clew.collector.RefusedException;
import java.util.concurrent.CompletableFuture;

/** Reads the body of a request up to a bound; beyond it the request is refused. */
public final class BoundedBody {
  private final int maxBytes;
  private long bytes;

  private BoundedBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The answer fails with {@link RefusedException} when the body is too long. */
  public static CompletableFuture<byte[]> read(HttpRequest request, int maxBytes) {
    BoundedBody body = new BoundedBody(maxBytes);
    if (request.headers().contentLength() > maxBytes) {
      return CompletableFuture.failedFuture(body.tooLarge());
    }
    return request
        .mapData(body::counted)
        .aggregate()
        .thenApply(AggregatedHttpRequest::content)
        .thenApply(HttpData::array);
  }

  private HttpData counted(HttpData part) {
    bytes += part.length();
    if (bytes > maxBytes) {
      part.close();
      throw tooLarge();
    }
    return part;
  }

  private RefusedException tooLarge() {
    return new RefusedException(
        Refusal.Kind.TOO_LARGE,
        "the request is larger than " + maxBytes + " bytes",
        "Send smaller batches, or raise collector.max_request_bytes.");
  }
}
