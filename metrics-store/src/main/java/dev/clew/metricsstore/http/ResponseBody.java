package dev.clew.metricsstore.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.ResponseHeaders;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer. A small one is sent whole; a large one in parts, each when the reader has
 * taken the one before, so that no answer is held in memory. Used by one thread.
 */
final class ResponseBody extends OutputStream {
  private static final int PART = 1 << 16;

  /** A reader that takes nothing for so long is given up. */
  private static final int PATIENCE_SECONDS = 60;

  private final int part;
  private final ResponseHeaders headers;
  private final CompletableFuture<HttpResponse> response;
  private byte[] buffer = new byte[1024];
  private int size;
  private @Nullable HttpResponseWriter writer;

  /**
   * @param response is completed as soon as there is something to send
   */
  ResponseBody(ResponseHeaders headers, CompletableFuture<HttpResponse> response) {
    this(headers, response, PART);
  }

  /**
   * @param part so many bytes are sent at a time
   */
  ResponseBody(ResponseHeaders headers, CompletableFuture<HttpResponse> response, int part) {
    this.part = part;
    this.headers = headers;
    this.response = response;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (size + length > part && size > 0) {
      send();
    }
    if (size + length > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(size + length, Math.min(part, buffer.length * 4)));
    }
    System.arraycopy(bytes, offset, buffer, size, length);
    size += length;
  }

  private void send() throws IOException {
    HttpResponseWriter out = writer;
    if (out == null) {
      out = HttpResponse.streaming();
      writer = out;
      out.write(headers);
      response.complete(out);
    }
    if (!out.tryWrite(HttpData.wrap(buffer, 0, size))) {
      throw new IOException("The reader is gone.");
    }
    buffer = new byte[part];
    size = 0;
    try {
      out.whenConsumed().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("The reader is gone.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The reader is not waited for any longer.", e);
    }
  }

  @Override
  public void close() throws IOException {
    HttpResponseWriter out = writer;
    if (out == null) {
      response.complete(HttpResponse.of(headers, HttpData.wrap(buffer, 0, size)));
      return;
    }
    if (size > 0) {
      send();
    }
    out.close();
  }

  /** Ends an answer that cannot be completed; what was sent so far is then visibly cut off. */
  void abort(Throwable cause) {
    HttpResponseWriter out = writer;
    if (out == null) {
      response.completeExceptionally(cause);
    } else {
      out.abort(cause);
    }
  }
}
