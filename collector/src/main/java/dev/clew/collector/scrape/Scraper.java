package dev.clew.collector.scrape;

import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.collector.intake.RequestSink;
import dev.clew.collector.scrape.config.JobConfig;
import dev.clew.collector.scrape.config.ScrapeFile;
import dev.clew.collector.scrape.config.ScrapeFileException;
import dev.clew.collector.scrape.target.PoolState;
import dev.clew.collector.scrape.target.ScrapePool;
import dev.clew.collector.scrape.target.ScrapeResult;
import dev.clew.collector.scrape.target.Scraping;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
import dev.clew.model.memory.MemoryBudget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scrapes what a configuration file of Prometheus' says. The file is loaded anew when it changes,
 * when a file beside it does, or on demand; one that is wrong leaves the one before in force.
 */
public final class Scraper implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Scraper.class);

  /** How often files with targets are looked at. */
  private static final Duration TICK = Duration.ofSeconds(1);

  /** The file is read even when nothing seems to have changed: it may name new ones. */
  private static final Duration READ_ANYWAY = Duration.ofMinutes(1);

  /** Room for the series of a few small targets, however small the heap is. */
  private static final long LEAST_SERIES_BYTES = 16L << 20;

  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final ScrapeSettings settings;
  private final Incidents.Condition wrong;
  private final Scraping shared;
  private final Map<String, ScrapePool> pools = new LinkedHashMap<>(); // guarded by this
  private final List<Retired> retired = new ArrayList<>(); // guarded by this
  private final Thread keeper;
  private Map<Path, String> stamps = Map.of(); // guarded by this
  private long loadedNanos; // guarded by this
  private volatile ScrapeFile file = ScrapeFile.EMPTY;
  private volatile String problem = "";
  private volatile List<PoolState> states = List.of();

  /** A pool that is no longer used, but whose last scrapes may still be under way. */
  private record Retired(ScrapePool pool, long nanos) {}

  private Scraper(
      ScrapeSettings settings,
      RequestSink intake,
      MemoryBudget memory,
      InstantSource clock,
      String version,
      Incidents incidents) {
    this.settings = settings;
    this.wrong = incidents.condition("scraping", IncidentKind.SETTINGS);
    ExecutorService workers =
        Executors.newFixedThreadPool(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            Thread.ofPlatform().name("clew-scrape-", 0).daemon().factory());
    this.shared =
        new Scraping(
            intake,
            clock,
            workers,
            memory.atMost("scrapes", settings.maxBufferedBytes()),
            MemoryBudget.of(Math.max(LEAST_SERIES_BYTES, Runtime.getRuntime().maxMemory() / 4)),
            new AtomicBoolean(),
            new Scraping.Bounds(settings.maxBodyBytes(), settings.maxSeriesPerTarget()),
            hostSeed(),
            "Clew/" + version);
    this.keeper = Thread.ofPlatform().name("clew-scrape-keeper").daemon().unstarted(this::keep);
  }

  /**
   * Begins to scrape. A file that is wrong is no reason not to start; it is said in {@link
   * #problem} until it is right.
   *
   * @param intake where samples go, such as {@code buffer::appendAsync}
   * @param memory that answers share with requests
   * @param version for the User-Agent
   */
  public static Scraper open(
      ScrapeSettings settings,
      RequestSink intake,
      MemoryBudget memory,
      InstantSource clock,
      String version) {
    return open(settings, intake, memory, clock, version, Incidents.NONE);
  }

  /**
   * The same.
   *
   * @param incidents where is told that a file is wrong
   */
  public static Scraper open(
      ScrapeSettings settings,
      RequestSink intake,
      MemoryBudget memory,
      InstantSource clock,
      String version,
      Incidents incidents) {
    Scraper scraper = new Scraper(settings, intake, memory, clock, version, incidents);
    if (!settings.configFile().isEmpty()) {
      scraper.reload();
      scraper.refresh();
      scraper.keeper.start();
    }
    return scraper;
  }

  private static long hostSeed() {
    try {
      return InetAddress.getLocalHost().getHostName().hashCode() * 0x9e3779b97f4a7c15L;
    } catch (UnknownHostException e) {
      return 0x9e3779b97f4a7c15L;
    }
  }

  private void keep() {
    try {
      while (!shared.closing().get()) {
        Thread.sleep(Math.min(TICK.toMillis(), settings.reloadInterval().toMillis()));
        tick();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closing
    }
  }

  private void tick() {
    try {
      if (mayHaveChanged()) {
        reload();
      }
      refresh();
    } catch (RuntimeException | StackOverflowError e) {
      logger.error("targets were not refreshed", e);
    }
  }

  private synchronized boolean mayHaveChanged() {
    long age = System.nanoTime() - loadedNanos;
    if (age < settings.reloadInterval().toNanos()) {
      return false;
    }
    return age > READ_ANYWAY.toNanos() || !stamps.equals(stamps(stamps.keySet()));
  }

  private static Map<Path, String> stamps(Iterable<Path> files) {
    Map<Path, String> stamps = new HashMap<>();
    for (Path path : files) {
      try {
        stamps.put(path, Files.getLastModifiedTime(path) + " " + Files.size(path));
      } catch (IOException e) {
        stamps.put(path, "missing");
      }
    }
    return stamps;
  }

  /**
   * Loads the file now.
   *
   * @return empty when all is well, or what is wrong with the file
   */
  public synchronized String reload() {
    Path path = Path.of(settings.configFile());
    loadedNanos = System.nanoTime();
    List<Path> watched = new ArrayList<>(file.content().keySet());
    watched.add(path);
    stamps = stamps(watched); // taken before reading: a change meanwhile is seen next time
    try {
      ScrapeFile loaded = ScrapeFile.load(path);
      List<Path> read = new ArrayList<>(loaded.content().keySet());
      read.add(path);
      if (!stamps.keySet().containsAll(read)) {
        stamps = stamps(read);
      }
      if (!loaded.content().equals(file.content())) {
        apply(loaded);
        loaded.notes().forEach(note -> logger.info("{}: {}", path, note));
        logger.info("{}: {} jobs are scraped", path, loaded.jobs().size());
      }
      problem = "";
      wrong.clear();
    } catch (ScrapeFileException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(problem)) {
        logger.error("what was loaded last stays in force: {}", message);
      }
      problem = message;
      wrong.raise(Severity.DEGRADED, "what was loaded last stays in force: " + message);
    }
    return problem;
  }

  private synchronized void apply(ScrapeFile loaded) {
    Map<String, ScrapePool> before = new HashMap<>(pools);
    pools.clear();
    for (JobConfig job : loaded.jobs()) {
      ScrapePool old = before.remove(job.name());
      if (old != null && old.job().equals(job)) {
        pools.put(job.name(), old);
      } else {
        pools.put(job.name(), new ScrapePool(job, shared, old));
        if (old != null) {
          retired.add(new Retired(old, System.nanoTime()));
        }
      }
    }
    for (ScrapePool gone : before.values()) {
      gone.leave();
      retired.add(new Retired(gone, System.nanoTime()));
    }
    file = loaded;
  }

  private synchronized void refresh() {
    int left = settings.maxTargets();
    List<PoolState> now = new ArrayList<>();
    for (ScrapePool pool : pools.values()) {
      pool.refresh(left);
      left -= pool.targets();
      now.add(pool.state());
    }
    states = List.copyOf(now);
    retired.removeIf(old -> {
      long rest = old.pool().job().timeout().toNanos() + TimeUnit.MINUTES.toNanos(1);
      boolean done = old.pool().isOver() && System.nanoTime() - old.nanos() > rest;
      if (done) {
        old.pool().close();
      }
      return done;
    });
  }

  /** What is wrong with the configuration file; empty when nothing is. */
  public String problem() {
    return problem;
  }

  /** What is in force. */
  ScrapeFile file() {
    return file;
  }

  ScrapeSettings settings() {
    return settings;
  }

  /** The jobs with their targets. */
  List<PoolState> pools() {
    return states;
  }

  /** Totals for the own metrics. */
  public ScrapeStatus status() {
    Map<String, Integer> targets = new HashMap<>(Map.of("up", 0, "down", 0, "unknown", 0));
    long[] samples = new long[1];
    for (PoolState pool : states) {
      pool.forEachTarget((target, result) -> {
        targets.merge(result.health(), 1, Integer::sum);
        samples[0] += kept(result);
      });
    }
    return new ScrapeStatus(
        targets.getOrDefault("up", 0),
        targets.getOrDefault("down", 0),
        targets.getOrDefault("unknown", 0),
        samples[0],
        problem);
  }

  private static int kept(ScrapeResult result) {
    return result.error().isEmpty() ? result.samplesKept() : 0;
  }

  /** Adds the routes of targets, configuration and reload. */
  public void register(ServerBuilder builder) {
    new ScrapeApi(this).register(builder);
  }

  /** Stops scraping. No series is marked stale: the next process goes on with them. */
  @Override
  public void close() {
    shared.closing().set(true);
    keeper.interrupt();
    List<ScrapePool> all = new ArrayList<>();
    synchronized (this) {
      all.addAll(pools.values());
      retired.forEach(old -> all.add(old.pool()));
    }
    all.forEach(ScrapePool::wake);
    long deadline = System.nanoTime() + CLOSING.toNanos();
    try {
      for (ScrapePool pool : all) {
        pool.awaitEnd(deadline);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all.forEach(ScrapePool::close);
    shared.workers().shutdown();
  }
}
