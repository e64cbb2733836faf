package dev.clew.metricsstore.promql.eval;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which queries calculate, shared by all of them. Platform threads: calculating does
 * not block, and would keep a virtual thread's carrier from everybody else. The queue is first in,
 * first out, and a query puts one slice of its work at a time behind those of the others.
 *
 * <p>Idle threads end after a while, so nothing need be closed.
 */
public final class QueryPool {
  private static final long IDLE_SECONDS = 5;

  private final int threads;
  private final Executor executor;

  private QueryPool(int threads, Executor executor) {
    this.threads = threads;
    this.executor = executor;
  }

  public static QueryPool ofThreads(int threads) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name("promql-" + number.getAndIncrement())
                    .unstarted(task));
    executor.allowCoreThreadTimeOut(true);
    return new QueryPool(threads, executor);
  }

  int threads() {
    return threads;
  }

  void execute(Runnable task) {
    executor.execute(task);
  }
}
