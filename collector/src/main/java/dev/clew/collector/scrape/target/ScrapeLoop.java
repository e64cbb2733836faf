package dev.clew.collector.scrape.target;

import dev.clew.collector.scrape.config.JobConfig;
import dev.clew.collector.scrape.exposition.ExpositionException;
import dev.clew.collector.scrape.exposition.ExpositionFormat;
import dev.clew.collector.scrape.fetch.FetchClient;
import dev.clew.collector.scrape.fetch.FetchException;
import dev.clew.collector.scrape.fetch.FetchedBody;
import dev.clew.model.Signal;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.memory.NoRoomException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scrapes one target at its interval, on a virtual thread of its own: a target that hangs holds up
 * nobody else. All samples of a scrape and the report about it go into the buffer together, under
 * one timestamp.
 *
 * <p>A loop that is told to {@link #leave} waits for two intervals, in which its target may come
 * back, and then marks its series stale. A loop that another one {@linkplain #handOver takes over
 * from} leaves that to its successor.
 */
final class ScrapeLoop {
  private static final Logger logger = LoggerFactory.getLogger(ScrapeLoop.class);

  /** Scrapes this little late carry the time they should have had: equal distances compress. */
  private static final long TOLERANCE_MILLIS = 10;

  private static final long APPEND_SECONDS = 30;
  private static final long HAND_OVER_SECONDS = 30;

  private enum State {
    RUNNING,
    LEAVING,
    HANDED_OVER
  }

  private final Target target;
  private final JobConfig job;
  private final FetchClient client;
  private final Scraping shared;
  private final SampleLabels labels;
  private final ScrapeReport report;
  private final SeriesCache cache = new SeriesCache();
  private final FamilyMetadata metadata = new FamilyMetadata();
  private final Map<String, String> headers;
  private final MemoryBudget.Claim remembered;
  private final @Nullable ScrapeLoop predecessor;
  private final Thread thread;

  private volatile State state = State.RUNNING;
  private volatile String forcedError = "";
  private volatile ScrapeResult last = ScrapeResult.NONE;

  /**
   * @param predecessor the loop that scraped the target before; null for none
   */
  ScrapeLoop(
      Target target,
      JobConfig job,
      FetchClient client,
      Scraping shared,
      @Nullable ScrapeLoop predecessor) {
    this.target = target;
    this.job = job;
    this.client = client;
    this.shared = shared;
    this.labels = new SampleLabels(job, target.labels());
    this.report = new ScrapeReport(job, target);
    this.remembered = shared.series().claim("the series of a target");
    this.predecessor = predecessor;
    this.headers =
        Map.of(
            "accept",
            ExpositionFormat.accept(job.formats().accepted(), job.formats().escaping()),
            "x-prometheus-scrape-timeout-seconds",
            Double.toString(target.timeout().toMillis() / 1e3));
    this.thread = Thread.ofVirtual().name("clew-scrape-" + job.name()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  Target target() {
    return target;
  }

  ScrapeResult last() {
    return last;
  }

  List<FamilyMetadata.Family> families() {
    return metadata.families();
  }

  /** Lets every scrape fail for a reason that lies with the configuration; empty for none. */
  void forceError(String error) {
    forcedError = error;
  }

  /** The target is gone, or so it seems. */
  void leave() {
    state = State.LEAVING;
    LockSupport.unpark(thread);
  }

  boolean isOver() {
    return !thread.isAlive();
  }

  /** Wakes the loop so that it sees that the process ends. */
  void wake() {
    thread.interrupt();
  }

  boolean awaitEnd(long millis) throws InterruptedException {
    thread.join(millis);
    return !thread.isAlive();
  }

  /**
   * Another loop scrapes the target from now on.
   *
   * @return the series that are alive
   */
  private List<SeriesCache.Live> handOver() throws InterruptedException {
    state = State.HANDED_OVER;
    LockSupport.unpark(thread);
    thread.join(TimeUnit.SECONDS.toMillis(HAND_OVER_SECONDS));
    return thread.isAlive() ? List.of() : cache.alive();
  }

  private void run() {
    try {
      if (predecessor != null) {
        cache.inherit(predecessor.handOver());
      }
      scrapeAgainAndAgain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the process ends
    } catch (RuntimeException | Error e) {
      logger.error("scraping of {} has ended by a fault of ours", target.url(), e);
      throw e;
    } finally {
      remembered.close();
    }
  }

  private void scrapeAgainAndAgain() throws InterruptedException {
    long interval = target.interval().toNanos();
    long next = System.nanoTime() + offsetNanos(interval);
    if (!sleepUntil(next, State.RUNNING)) {
      return; // never scraped: nothing to end
    }
    long intendedMillis = shared.clock().millis();
    do {
      intendedMillis = aligned(intendedMillis);
      scrape(intendedMillis);
      long behind = Math.max(0, System.nanoTime() - next) / interval; // ticks missed by then
      next += interval * (behind + 1);
      intendedMillis += (behind + 1) * target.interval().toMillis();
    } while (sleepUntil(next, State.RUNNING));
    if (state == State.LEAVING && sleepUntil(next, State.LEAVING)) {
      long staleMillis = shared.clock().millis();
      if (sleepUntil(next + interval + interval / 10, State.LEAVING)) {
        end(staleMillis);
      }
    }
  }

  /** Spreads targets over the interval, each always at the same place. */
  private long offsetNanos(long interval) {
    long hash = shared.seed();
    String key = target.key();
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
    }
    hash ^= hash >>> 32;
    Instant now = shared.clock().instant();
    long nowNanos =
        Math.floorMod(now.getEpochSecond(), 1_000_000_000L) * 1_000_000_000L + now.getNano();
    return Math.floorMod(Long.remainderUnsigned(hash, interval) - nowNanos % interval, interval);
  }

  private long aligned(long intendedMillis) {
    long now = shared.clock().millis();
    long tolerance = Math.min(TOLERANCE_MILLIS, target.interval().toMillis() / 100);
    return Math.abs(now - intendedMillis) <= tolerance ? intendedMillis : now;
  }

  /** False when the state has changed, or the process ends, before the time has come. */
  private boolean sleepUntil(long nanos, State as) {
    while (state == as && !shared.closing().get()) {
      long left = nanos - System.nanoTime();
      if (left <= 0) {
        return true;
      }
      LockSupport.parkNanos(this, left);
      if (Thread.currentThread().isInterrupted()) {
        return false;
      }
    }
    return false;
  }

  private void scrape(long timeMillis) throws InterruptedException {
    try (MemoryBudget.Claim requests = shared.budget().claim("the samples of a scrape")) {
      scrape(timeMillis, requests);
    } finally {
      // What was forgotten is given back.
      remembered.shrink(Math.max(0, remembered.heldBytes() - cache.bytes()));
    }
  }

  private void scrape(long timeMillis, MemoryBudget.Claim requests) throws InterruptedException {
    long began = System.nanoTime();
    ScrapePass pass = pass(timeMillis);
    long bodyBytes = 0;
    String error = forcedError;
    if (error.isEmpty()) {
      try (FetchedBody body = client.get(target.url(), headers, target.timeout(), maxBodyBytes())) {
        bodyBytes = body.length();
        work(() -> {
          pass.within(new ScrapePass.Room(requests, remembered)).read(body);
          return true;
        });
      } catch (FetchException e) {
        error = String.valueOf(e.getMessage());
        bodyBytes = e.isTooLarge() ? -1 : 0;
      } catch (ExpositionException | ScrapeFailure | NoRoomException e) {
        error = String.valueOf(e.getMessage());
      }
    }
    if (shared.closing().get()) {
      return;
    }
    ScrapeResult result =
        new ScrapeResult(
            Instant.ofEpochMilli(timeMillis),
            (System.nanoTime() - began) / 1e9,
            error,
            pass.samples(),
            pass.kept(),
            pass.added(),
            pass.duplicates(),
            bodyBytes);
    store(pass, result, timeMillis);
  }

  private ScrapePass pass(long timeMillis) {
    return new ScrapePass(job, labels, cache, metadata, shared.bounds().maxSeries(), timeMillis);
  }

  private long maxBodyBytes() {
    long own = job.limits().bodyBytes();
    long most = shared.bounds().maxBodyBytes();
    return own == 0 ? most : Math.min(own, most);
  }

  private void store(ScrapePass pass, ScrapeResult result, long timeMillis)
      throws InterruptedException {
    ScrapeResult stored = result;
    if (result.error().isEmpty()) {
      int done = 0;
      try {
        report.write(result, timeMillis, pass.batches());
        for (byte[] request : pass.batches().encode()) {
          append(request);
          done++;
        }
        cache.succeeded();
      } catch (ScrapeFailure | NoRoomException e) {
        metadata.forgetWritten();
        if (done > 0) {
          cache.uncertain();
        }
        stored =
            new ScrapeResult(
                result.time(),
                result.seconds(),
                String.valueOf(e.getMessage()),
                result.samples(),
                result.samplesKept(),
                0,
                result.duplicates(),
                result.bodyBytes());
        storeFailure(pass, stored, timeMillis);
      }
    } else {
      storeFailure(pass, result, timeMillis);
    }
    last = stored;
  }

  private void storeFailure(ScrapePass pass, ScrapeResult result, long timeMillis)
      throws InterruptedException {
    work(() -> {
      pass.fail();
      report.write(result, timeMillis, pass.batches());
      return true;
    });
    if (appendAll(pass.batches())) {
      cache.failed();
    }
  }

  /** Marks all series as ended. */
  private void end(long timeMillis) throws InterruptedException {
    ScrapePass pass = pass(timeMillis);
    pass.fail();
    report.writeStale(timeMillis, pass.batches());
    if (appendAll(pass.batches())) {
      cache.failed();
    }
  }

  private boolean appendAll(Batches batches) throws InterruptedException {
    try {
      for (byte[] request : batches.encode()) {
        append(request);
      }
      return true;
    } catch (ScrapeFailure e) {
      logger.debug("{}: {}", target.url(), e.getMessage());
      return false;
    }
  }

  private void append(byte[] request) throws InterruptedException {
    try {
      shared
          .intake()
          .append(Signal.METRICS, request, 0, request.length)
          .get(APPEND_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ScrapeFailure("not stored: " + cause.getMessage());
    } catch (TimeoutException e) {
      throw new ScrapeFailure(
          "not stored: the buffer has not answered in " + APPEND_SECONDS + " s");
    }
  }

  private void work(Callable<Boolean> task) throws InterruptedException {
    try {
      Future<Boolean> done = shared.workers().submit(task);
      done.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException("BUG: a checked exception", e);
      }
    } catch (RejectedExecutionException e) {
      throw new InterruptedException("the process ends");
    }
  }
}
