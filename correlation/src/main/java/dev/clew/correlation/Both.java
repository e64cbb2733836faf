package dev.clew.correlation;

import dev.clew.model.memory.QueryMemory;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Two questions that do not need each other, of spans and of log lines, asked at the same time.
 * What both take is held by the query that asks.
 */
record Both<A, B>(A first, B second) {
  static <A, B> Both<A, B> of(Supplier<A> first, Supplier<B> second) {
    QueryMemory memory = QueryMemory.current();
    FutureTask<B> other = new FutureTask<>(() -> within(memory, second));
    Thread.ofVirtual().name("correlation").start(other);
    A one;
    try {
      one = first.get();
    } catch (RuntimeException | Error e) {
      // What it holds belongs to this query, which must not end before it.
      awaitEnd(other);
      throw e;
    }
    return new Both<>(one, result(other));
  }

  private static void awaitEnd(FutureTask<?> task) {
    try {
      task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      // The first fault is told.
    }
  }

  @SuppressWarnings("try") // the scope is held, not used
  private static <B> B within(QueryMemory memory, Supplier<B> work) {
    try (QueryMemory.Scope scope = memory.enter()) {
      return work.get();
    }
  }

  private static <B> B result(FutureTask<B> other) {
    try {
      return other.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the stores were asked", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException("BUG: a checked exception", e);
      }
    }
  }
}
