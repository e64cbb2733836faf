package dev.clew.logstore.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.clew.model.QueryException;
import dev.clew.web.JsonApi;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Bytes on their way to one reader: at most one chunk waits to be taken. The headers go out with
 * the first chunk, so that a query that fails before it finds a row answers with its error.
 */
final class ExportStream extends OutputStream {
  private static final int CHUNK_BYTES = 64 << 10;

  /** A reader that takes nothing for so long has gone without a word. */
  private static final Duration STALLED = Duration.ofMinutes(2);

  private final HttpResponseWriter response;
  private final boolean csv;
  private byte[] chunk = new byte[CHUNK_BYTES];
  private int size;
  private boolean begun;
  private volatile boolean waiting;

  ExportStream(HttpResponseWriter response, boolean csv) {
    this.response = response;
    this.csv = csv;
  }

  /** The reader went away, or takes nothing any more. */
  static final class GoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GoneException(Throwable cause) {
      super("the reader went away", cause);
    }
  }

  @Override
  public void write(int octet) {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    int at = from;
    int left = length;
    while (left > 0) {
      int part = Math.min(left, chunk.length - size);
      System.arraycopy(bytes, at, chunk, size, part);
      size += part;
      at += part;
      left -= part;
      if (size == chunk.length) {
        send();
      }
    }
  }

  private void begin() {
    if (!begun) {
      begun = true;
      String name = csv ? "logs.csv" : "logs.ndjson";
      response.write(
          ResponseHeaders.builder(HttpStatus.OK)
              .contentType(csv ? MediaType.CSV_UTF_8 : MediaType.parse("application/x-ndjson"))
              .add(HttpHeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
              .build());
    }
  }

  private void send() {
    begin();
    HttpData data = HttpData.wrap(Arrays.copyOf(chunk, size));
    size = 0;
    if (!response.tryWrite(data)) {
      throw new GoneException(new IllegalStateException("the response is closed"));
    }
    waiting = true;
    try {
      response.whenConsumed().get(STALLED.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new GoneException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GoneException(e);
    } finally {
      waiting = false;
    }
  }

  /** Ends it at once; called by any thread. */
  void abort() {
    response.close(new IllegalStateException("the server stops"));
  }

  boolean isWaiting() {
    return waiting;
  }

  /** The end of a whole answer. */
  @Override
  public void close() {
    begin();
    if (size > 0) {
      send();
    }
    response.close();
  }

  /** The end of an answer whose query failed. */
  void fail(QueryException fault) {
    if (begun) {
      response.close(fault);
      return;
    }
    begun = true;
    response.write(
        ResponseHeaders.builder(HttpStatus.valueOf(fault.kind().httpStatus()))
            .contentType(MediaType.JSON_UTF_8)
            .build());
    response.write(
        HttpData.wrap(JsonApi.errorBody(String.valueOf(fault.getMessage()), fault.position())));
    response.close();
  }
}
