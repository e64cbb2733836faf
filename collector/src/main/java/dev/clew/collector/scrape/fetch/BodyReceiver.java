package dev.clew.collector.scrape.fetch;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.memory.NoRoomException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Collects a response as it comes, and stops it as soon as it is too large for its own limit or for
 * the memory of all. What was taken is given back by {@link #release}, once.
 */
final class BodyReceiver implements Subscriber<HttpObject> {
  private final long limit;
  private final MemoryBudget.Claim claim;
  private final CompletableFuture<BodyReceiver> done = new CompletableFuture<>();
  private byte[] body = new byte[0];
  private int size;
  private @Nullable ResponseHeaders headers;
  private @Nullable Subscription subscription;

  BodyReceiver(long limit, MemoryBudget.Claim claim) {
    this.limit = limit;
    this.claim = claim;
  }

  CompletableFuture<BodyReceiver> done() {
    return done;
  }

  ResponseHeaders headers() {
    ResponseHeaders received = headers;
    if (received == null) {
      throw new IllegalStateException("BUG: a response without headers");
    }
    return received;
  }

  @Override
  public void onSubscribe(Subscription own) {
    subscription = own;
    own.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(HttpObject object) {
    if (object instanceof ResponseHeaders received && !received.status().isInformational()) {
      headers = received;
    } else if (object instanceof HttpData data && !done.isDone()) {
      try (data) {
        append(data.array(), data.length());
      } catch (FetchException e) {
        done.completeExceptionally(e);
        Subscription open = subscription;
        if (open != null) {
          open.cancel();
        }
      }
    } else if (object instanceof HttpHeaders) {
      return; // trailers
    }
  }

  private synchronized void append(byte[] data, int length) throws FetchException {
    if (size + (long) length > limit) {
      throw new FetchException("body size limit exceeded: more than " + limit + " bytes", true);
    }
    if (size + length > body.length) {
      body = grown(body, size + length);
    }
    System.arraycopy(data, 0, body, size, length);
    size += length;
  }

  private byte[] grown(byte[] old, int needed) throws FetchException {
    int capacity =
        (int) Math.min(Integer.MAX_VALUE - 16L, Math.max(8192, Math.max(needed, 2L * old.length)));
    take(capacity); // beside the old one while it is copied
    byte[] larger = Arrays.copyOf(old, capacity);
    claim.shrink(old.length);
    return larger;
  }

  private void take(long bytes) throws FetchException {
    try {
      claim.grow(bytes);
    } catch (NoRoomException e) {
      throw new FetchException("the answer has no room: " + e.getMessage());
    }
  }

  @Override
  public void onError(Throwable cause) {
    done.completeExceptionally(cause);
  }

  @Override
  public void onComplete() {
    if (headers == null) {
      done.completeExceptionally(new FetchException("the connection was closed without an answer"));
    } else {
      done.complete(this);
    }
  }

  /** The body as it is meant; the compressed one is forgotten. */
  synchronized FetchedBody decoded() throws FetchException {
    String coding = headers().get("content-encoding", "").strip();
    if (coding.equalsIgnoreCase("gzip") || coding.equalsIgnoreCase("x-gzip")) {
      inflate();
    } else if (!coding.isEmpty() && !coding.equalsIgnoreCase("identity")) {
      throw new FetchException("Content-Encoding \"" + coding + "\" (expected: gzip or identity)");
    }
    return new FetchedBody(body, size, headers().get("content-type"), claim);
  }

  private void inflate() throws FetchException {
    int likely = (int) Math.min(limit, Math.min(Integer.MAX_VALUE - 16L, 6L * size));
    take(Math.max(8192, likely));
    byte[] plain = new byte[Math.max(8192, likely)];
    int length = 0;
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body, 0, size), 8192)) {
      int read = in.read(plain, 0, plain.length);
      while (read >= 0) {
        length += read;
        if (length > limit) {
          throw new FetchException("body size limit exceeded: more than " + limit + " bytes", true);
        }
        if (length == plain.length) {
          plain = grown(plain, length + 1);
        }
        read = in.read(plain, length, plain.length - length);
      }
    } catch (IOException e) {
      throw new FetchException("the body is not gzip: " + e.getMessage());
    }
    claim.shrink(body.length);
    body = plain;
    size = length;
  }

  void release() {
    claim.close();
  }
}
