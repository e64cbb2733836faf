package dev.clew.collector.body;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import dev.clew.model.memory.MemoryBudget;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Collects the body of a request as it comes. It is stopped as soon as it is too large, there is no
 * room for it, or it comes too slowly.
 */
final class RequestBody implements Subscriber<HttpObject> {
  private final int maxBytes;
  private final int announced;
  private final MemoryBudget.Claim claim;
  private final CompletableFuture<ClaimedBytes> done = new CompletableFuture<>();
  private final long startNanos = System.nanoTime();
  private ClaimedBytes bytes;
  private volatile long received;
  private volatile @Nullable Subscription subscription;

  private RequestBody(int maxBytes, int announced, MemoryBudget.Claim claim) {
    this.maxBytes = maxBytes;
    this.announced = announced;
    this.claim = claim;
    bytes = new ClaimedBytes(claim);
  }

  /**
   * The answer fails with {@link RefusedException} when the body is too long or too slow, and with
   * {@link dev.clew.model.memory.NoRoomException} when there is no room.
   */
  static CompletableFuture<ClaimedBytes> read(
      HttpRequest request, int maxBytes, MemoryBudget.Claim claim, SlowBodies slow) {
    long length = request.headers().contentLength();
    if (length > maxBytes) {
      return CompletableFuture.failedFuture(tooLarge(maxBytes));
    }
    RequestBody body = new RequestBody(maxBytes, length < 0 ? maxBytes : (int) length, claim);
    slow.watch(body);
    request.subscribe(body);
    return body.done.whenComplete((whole, failure) -> slow.forget(body));
  }

  @Override
  public void onSubscribe(Subscription own) {
    subscription = own;
    own.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(HttpObject object) {
    if (!(object instanceof HttpData data)) {
      return; // trailers
    }
    try (data) {
      if (!done.isDone()) {
        take(data.array(), data.length());
      }
    } catch (RuntimeException e) {
      stop(e);
    }
  }

  /** On one thread at a time, as a subscriber is called; others only read how much has come. */
  private void take(byte[] data, int length) {
    long before = received;
    if (before + length > maxBytes) {
      throw tooLarge(maxBytes);
    }
    if (before == 0 && length == announced && data.length == length) {
      bytes = ClaimedBytes.of(data, claim); // all of it at once, as small requests come
    } else {
      bytes.append(data, 0, length, announced);
    }
    received = before + length;
  }

  private void stop(RuntimeException reason) {
    if (done.completeExceptionally(reason)) {
      Subscription open = subscription;
      if (open != null) {
        open.cancel();
      }
    }
  }

  /** Ends it when it has come more slowly than it may. */
  void stopIfSlow(long nowNanos, long graceNanos, int leastBytesPerSecond) {
    long late = nowNanos - startNanos - graceNanos;
    if (late > 0 && received < late / 1e9 * leastBytesPerSecond) {
      stop(
          new RefusedException(
              Refusal.Kind.TOO_SLOW,
              received
                  + " bytes of the body came in "
                  + (nowNanos - startNanos) / 1_000_000_000
                  + " s",
              "Send the body at once; collector.connections.min_body_bytes_per_second says how slow it may be."));
    }
  }

  @Override
  public void onError(Throwable cause) {
    done.completeExceptionally(cause);
  }

  @Override
  public void onComplete() {
    done.complete(bytes);
  }

  private static RefusedException tooLarge(int maxBytes) {
    return new RefusedException(
        Refusal.Kind.TOO_LARGE,
        "the request is larger than " + maxBytes + " bytes",
        "Send smaller batches, or raise collector.max_request_bytes.");
  }
}
