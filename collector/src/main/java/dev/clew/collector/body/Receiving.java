package dev.clew.collector.body;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.ProtocolViolationException;
import com.linecorp.armeria.common.TimeoutException;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.common.stream.CancelledSubscriptionException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.memory.NoRoomException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The way of every request over HTTP and gRPC: its body is collected under a claim on the memory of
 * all requests, and once it is there the request is worked on, if not too many are already. What it
 * holds is given back when its answer is known. Thread-safe.
 *
 * <p>A request that is only being received does not count as worked on: senders that are slow, or
 * that mean to be, keep nobody out.
 */
public final class Receiving {
  /**
   * Checking and buffering takes milliseconds; a disk that hangs shall not hold senders for ever.
   */
  private static final Duration WORKING = Duration.ofSeconds(30);

  private final MemoryBudget memory;
  private final SlowBodies slow;
  private final int maxRequestBytes;
  private final int maxDecompressedBytes;
  private final int maxConcurrent;
  private final Executor workers;
  private final AtomicInteger concurrent = new AtomicInteger();

  /**
   * @param memory of all requests together
   * @param maxConcurrent requests that may be worked on at once
   * @param workers where they are worked on
   */
  public Receiving(
      MemoryBudget memory,
      SlowBodies slow,
      int maxRequestBytes,
      int maxDecompressedBytes,
      int maxConcurrent,
      Executor workers) {
    this.memory = memory;
    this.slow = slow;
    this.maxRequestBytes = maxRequestBytes;
    this.maxDecompressedBytes = maxDecompressedBytes;
    this.maxConcurrent = maxConcurrent;
    this.workers = workers;
  }

  /** What is done with a body. */
  @FunctionalInterface
  public interface Work<T> {
    /**
     * @param body as it was sent
     * @param claim for what it becomes
     * @throws RefusedException when nothing of it is taken
     */
    CompletableFuture<T> take(ClaimedBytes body, MemoryBudget.Claim claim);
  }

  public MemoryBudget memory() {
    return memory;
  }

  public int maxDecompressedBytes() {
    return maxDecompressedBytes;
  }

  /**
   * Receives a request and works on it. The answer fails with {@link RefusedException} when it is
   * not taken.
   */
  public <T> CompletableFuture<T> receive(
      ServiceRequestContext context, HttpRequest request, Work<T> work) {
    context.setMaxRequestLength(0); // RequestBody limits it, with an answer of its own
    context.clearRequestTimeout(); // SlowBodies does that
    MemoryBudget.Claim claim = memory.claim("a request");
    return RequestBody.read(request, maxRequestBytes, claim, slow)
        .thenCompose(body -> {
          context.setRequestTimeout(TimeoutMode.SET_FROM_NOW, WORKING);
          return admitted(body, claim, work);
        })
        .handle((taken, failure) -> {
          claim.close();
          if (failure == null) {
            return taken;
          }
          throw refusal(context, failure);
        });
  }

  private <T> CompletableFuture<T> admitted(
      ClaimedBytes body, MemoryBudget.Claim claim, Work<T> work) {
    if (concurrent.incrementAndGet() > maxConcurrent) {
      concurrent.decrementAndGet();
      throw new RefusedException(
          Refusal.Kind.TOO_MANY_REQUESTS,
          "more than " + maxConcurrent + " requests at once",
          "Send again later; larger batches need fewer requests (collector.max_concurrent_requests).");
    }
    return CompletableFuture.supplyAsync(() -> work.take(body, claim), workers)
        .thenCompose(answer -> answer)
        .whenComplete((taken, failure) -> concurrent.decrementAndGet());
  }

  private static CompletionException refusal(ServiceRequestContext context, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof NoRoomException e) {
      cause = new RefusedException(noRoom(e));
    }
    if (cause instanceof RefusedException e
        && e.refusal().kind() == Refusal.Kind.TOO_SLOW
        && !context.sessionProtocol().isMultiplex()) {
      context.initiateConnectionShutdown(); // else the rest may come as slowly as before
    }
    return new CompletionException(cause);
  }

  /** What a sender is told when the memory has no room. */
  static Refusal noRoom(NoRoomException e) {
    String reason = String.valueOf(e.getMessage());
    return e.neverFits()
        ? new Refusal(
            Refusal.Kind.TOO_LARGE,
            reason,
            "Send smaller batches, or give the appliance more memory (-Xmx, memory.budget_bytes).")
        : new Refusal(Refusal.Kind.NO_MEMORY, reason, "Nothing was taken; send again later.");
  }

  /** Whether the connection or the stream ended before the request did. */
  public static boolean isSendersFault(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof ClosedStreamException
        || cause instanceof AbortedStreamException
        || cause instanceof CancelledSubscriptionException
        || cause instanceof TimeoutException
        || cause instanceof ProtocolViolationException;
  }

  /** What a failure of {@link #receive} says to its sender; null when it is a fault of ours. */
  public static @Nullable Refusal refusalOf(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof RefusedException e ? e.refusal() : null;
  }
}
