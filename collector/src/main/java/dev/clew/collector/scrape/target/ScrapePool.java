package dev.clew.collector.scrape.target;

import dev.clew.collector.scrape.config.DiscoveryConfig;
import dev.clew.collector.scrape.config.JobConfig;
import dev.clew.collector.scrape.config.TargetGroup;
import dev.clew.collector.scrape.discovery.Discovery;
import dev.clew.collector.scrape.discovery.FileDiscovery;
import dev.clew.collector.scrape.discovery.HttpDiscovery;
import dev.clew.collector.scrape.discovery.StaticDiscovery;
import dev.clew.collector.scrape.fetch.FetchClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The targets of one job. One thread refreshes it; its state may be read by others. */
public final class ScrapePool implements AutoCloseable {
  /** Faults of single targets that are shown. */
  private static final int MAX_FAULTS = 20;

  private final JobConfig job;
  private final Scraping shared;
  private final FetchClient client;
  private final List<Discovery> discoveries;
  private final Map<String, ScrapeLoop> loops = new LinkedHashMap<>();
  private final Map<String, ScrapeLoop> leaving = new HashMap<>();
  private @Nullable List<List<TargetGroup>> known;
  private int lastAllowance = -1;
  private volatile PoolState state = PoolState.EMPTY;

  /**
   * @param before the pool of the job as it was configured before; null for none. Its targets go on
   *     in this pool
   */
  public ScrapePool(JobConfig job, Scraping shared, @Nullable ScrapePool before) {
    this.job = job;
    this.shared = shared;
    this.client = new FetchClient(job.http(), shared.budget(), shared.agent());
    this.discoveries = job.discovery().stream().map(config -> open(config, shared)).toList();
    if (before != null) {
      leaving.putAll(before.loops);
      before.leaving.forEach(leaving::putIfAbsent);
      before.loops.clear();
      before.leaving.clear();
    }
  }

  private static Discovery open(DiscoveryConfig config, Scraping shared) {
    return switch (config) {
      case DiscoveryConfig.Static fixed -> new StaticDiscovery(fixed.groups());
      case DiscoveryConfig.Files files -> new FileDiscovery(files);
      case DiscoveryConfig.Http http -> new HttpDiscovery(http, shared.budget(), shared.agent());
    };
  }

  public JobConfig job() {
    return job;
  }

  /** What is to be shown, as of the last refresh. */
  public PoolState state() {
    return state;
  }

  /**
   * Looks for changes and follows them.
   *
   * @param allowance targets that this pool may have
   */
  public void refresh(int allowance) {
    discoveries.forEach(Discovery::poll);
    leaving.values().removeIf(ScrapeLoop::isOver);
    List<List<TargetGroup>> now = discoveries.stream().map(Discovery::groups).toList();
    boolean fits =
        allowance >= loops.size() && (state.refused() == 0 || allowance == lastAllowance);
    if (!isSame(now) || !fits) {
      known = now;
      lastAllowance = allowance;
      follow(now, allowance);
    }
    List<String> problems = discoveries.stream().flatMap(d -> d.problems().stream()).toList();
    if (!problems.equals(state.discoveryProblems())) {
      state = state.withDiscoveryProblems(problems);
    }
  }

  /** Discoveries hand out another list when something has changed. */
  @SuppressWarnings("ReferenceEquality") // comparing thousands of targets each second is dear
  private boolean isSame(List<List<TargetGroup>> now) {
    List<List<TargetGroup>> before = known;
    if (before == null) {
      return false;
    }
    for (int i = 0; i < now.size(); i++) {
      if (now.get(i) != before.get(i)) {
        return false;
      }
    }
    return true;
  }

  private void follow(List<List<TargetGroup>> found, int allowance) {
    Map<String, Target> wanted = new LinkedHashMap<>();
    List<Map<String, String>> dropped = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    int droppedCount = 0;
    int refused = 0;
    long keep = job.limits().keepDroppedTargets();
    for (List<TargetGroup> groups : found) {
      for (TargetGroup group : groups) {
        for (Map<String, String> labels : group.targets()) {
          switch (TargetReading.read(job, group, labels)) {
            case TargetReading.Kept kept when wanted.size() < allowance ->
                wanted.putIfAbsent(kept.target().key(), kept.target());
            case TargetReading.Kept kept ->
                refused += wanted.containsKey(kept.target().key()) ? 0 : 1;
            case TargetReading.Dropped drop -> {
              droppedCount++;
              if (keep == 0 ? dropped.size() < PoolState.MAX_DROPPED : dropped.size() < keep) {
                dropped.add(drop.discovered());
              }
            }
            case TargetReading.Invalid invalid -> {
              if (faults.size() < MAX_FAULTS) {
                faults.add(invalid.why());
              }
            }
          }
        }
      }
    }
    start(wanted);
    state =
        new PoolState(
            job,
            List.copyOf(loops.values()),
            dropped,
            droppedCount,
            refused,
            faults,
            state.discoveryProblems());
  }

  private void start(Map<String, Target> wanted) {
    loops
        .entrySet()
        .removeIf(entry -> {
          boolean gone = !isRunning(entry.getValue(), wanted.get(entry.getKey()));
          if (gone) {
            entry.getValue().leave();
            leaving.put(entry.getKey(), entry.getValue());
          }
          return gone;
        });
    long limit = job.limits().targets();
    String error =
        limit > 0 && wanted.size() > limit
            ? "target_limit exceeded (number of targets: "
                + wanted.size()
                + ", limit: "
                + limit
                + ")"
            : "";
    wanted.forEach((key, target) -> {
      ScrapeLoop loop = loops.get(key);
      boolean isNew = loop == null;
      if (loop == null) {
        loop = new ScrapeLoop(target, job, client, shared, leaving.remove(key));
        loops.put(key, loop);
      }
      loop.forceError(error);
      if (isNew) {
        loop.start();
      }
    });
    leaving.values().forEach(ScrapeLoop::leave); // those of the pool before that are wanted no more
  }

  private static boolean isRunning(ScrapeLoop loop, @Nullable Target target) {
    return target != null
        && loop.target().interval().equals(target.interval())
        && loop.target().timeout().equals(target.timeout());
  }

  public int targets() {
    return loops.size();
  }

  /** Lets all targets go; their series end after two intervals, if they do not come back. */
  public void leave() {
    loops.forEach((key, loop) -> {
      loop.leave();
      leaving.put(key, loop);
    });
    loops.clear();
    discoveries.forEach(Discovery::close);
  }

  /** Whether all loops have ended; the pool can then be closed. */
  public boolean isOver() {
    return loops.isEmpty() && leaving.values().stream().allMatch(ScrapeLoop::isOver);
  }

  /** Wakes all loops, which then see that the process ends. */
  public void wake() {
    loops.values().forEach(ScrapeLoop::wake);
    leaving.values().forEach(ScrapeLoop::wake);
  }

  /** Waits for the loops, which have been woken. */
  public void awaitEnd(long deadlineNanos) throws InterruptedException {
    List<ScrapeLoop> all = new ArrayList<>(loops.values());
    all.addAll(leaving.values());
    for (ScrapeLoop loop : all) {
      loop.awaitEnd(Math.max(1, (deadlineNanos - System.nanoTime()) / 1_000_000));
    }
  }

  /** Closes connections. */
  @Override
  public void close() {
    discoveries.forEach(Discovery::close);
    client.close();
  }
}
