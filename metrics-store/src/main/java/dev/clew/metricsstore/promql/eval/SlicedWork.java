package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.promql.result.Annotations;
import dev.clew.model.memory.QueryMemory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Work on numbered things, cut into slices that are done by several threads at a time and handed on
 * in their order. How it is cut does not depend on the threads, so neither does the result, down to
 * the rounding of sums.
 *
 * <p>A runner does one slice, hands it on, and queues again behind the other queries; there are no
 * more results waiting than runners. Whoever started the work waits for it, looks now and then
 * whether the query is to end, and returns only when no runner is at work any more.
 */
final class SlicedWork<R> {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int LEAST = 16;
  private static final int GREATEST = 256;
  private static final int SLICES = 32;

  /** Does a slice; for one thread at a time. */
  interface Worker<R> {
    R run(int from, int to);
  }

  private record Done<R>(R result, Annotations annotations) {}

  private final int size;
  private final int sliceSize;
  private final int slices;
  private final QueryContext context;
  private final Function<QueryContext, Worker<R>> workers;
  private final Consumer<R> sink;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // guarded by lock
  private final Map<Integer, Done<R>> waiting = new HashMap<>();
  private int claimed;
  private int handedOn;
  private int working;
  private @Nullable Throwable failure;

  /**
   * @param workers makes what does slices, one for each thread
   * @param sink takes the results of all slices in their order, one at a time, on any thread
   */
  SlicedWork(
      int size, QueryContext context, Function<QueryContext, Worker<R>> workers, Consumer<R> sink) {
    this.size = size;
    this.context = context;
    this.workers = workers;
    this.sink = sink;
    sliceSize = Math.clamp(size / SLICES, LEAST, GREATEST);
    slices = (size + sliceSize - 1) / sliceSize;
  }

  void run() {
    QueryPool pool = context.pool();
    if (pool == null || slices <= 1) {
      runHere();
    } else {
      runOn(pool);
    }
  }

  private void runHere() {
    Worker<R> worker = workers.apply(context);
    for (int slice = 0; slice < slices; slice++) {
      sink.accept(worker.run(slice * sliceSize, end(slice)));
    }
  }

  private int end(int slice) {
    return Math.min(size, (slice + 1) * sliceSize);
  }

  private void runOn(QueryPool pool) {
    for (int i = Math.min(pool.threads(), slices); i > 0; i--) {
      pool.execute(new Runner(pool, context.forThread()));
    }
    boolean interrupted = false;
    lock.lock();
    try {
      while (working > 0 || (failure == null && handedOn < slices)) {
        try {
          if (changed.awaitNanos(LOOK_NANOS) <= 0 && failure == null) {
            look();
          }
        } catch (InterruptedException e) {
          interrupted = true;
          failure = failure == null ? QueryContext.canceled() : failure;
        }
      }
    } finally {
      lock.unlock();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    rethrow();
  }

  private void look() {
    try {
      context.check();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void rethrow() {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }

  private boolean stopped() {
    lock.lock();
    try {
      return failure != null;
    } finally {
      lock.unlock();
    }
  }

  private final class Runner implements Runnable {
    private final QueryPool pool;
    private final QueryContext own;
    private @Nullable Worker<R> worker;

    Runner(QueryPool pool, QueryContext own) {
      this.pool = pool;
      this.own = own;
      own.stopsWhen(SlicedWork.this::stopped);
    }

    /** Whoever waits for the work does so until nothing is done for its query any more. */
    @SuppressWarnings("try") // the scope is held, not used
    private R done(int slice) {
      try (QueryMemory.Scope scope = own.memory().enter()) {
        Worker<R> mine = worker;
        if (mine == null) {
          mine = workers.apply(own);
          worker = mine;
        }
        return mine.run(slice * sliceSize, end(slice));
      }
    }

    @Override
    public void run() {
      int slice = claim();
      if (slice < 0) {
        return;
      }
      try {
        handOn(slice, new Done<>(done(slice), own.takeAnnotations()));
      } catch (Throwable e) {
        fail(e);
        return;
      }
      pool.execute(this);
    }
  }

  private int claim() {
    lock.lock();
    try {
      if (claimed == slices || failure != null) {
        return -1;
      }
      working++;
      return claimed++;
    } finally {
      lock.unlock();
    }
  }

  private void handOn(int slice, Done<R> done) {
    lock.lock();
    try {
      waiting.put(slice, done);
      for (Done<R> next = waiting.remove(handedOn);
          next != null && failure == null;
          next = waiting.remove(handedOn)) {
        handedOn++;
        context.annotations().addAll(next.annotations());
        sink.accept(next.result());
      }
      working--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void fail(Throwable e) {
    lock.lock();
    try {
      failure = failure == null ? e : failure;
      working--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
