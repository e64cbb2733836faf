package dev.clew.collector.scrape.target;

import dev.clew.collector.scrape.config.JobConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The targets of a job as they are shown.
 *
 * @param job null before the first refresh
 * @param dropped the labels of targets that rules dropped, as they were discovered; not all of them
 * @param droppedCount how many there are
 * @param refused targets beyond what all jobs together may have
 * @param faults why single targets cannot be scraped
 * @param discoveryProblems why targets cannot be found
 */
public record PoolState(
    @Nullable JobConfig job,
    List<ScrapeLoop> loops,
    List<Map<String, String>> dropped,
    int droppedCount,
    int refused,
    List<String> faults,
    List<String> discoveryProblems) {
  /** Dropped targets that are remembered when keep_dropped_targets does not say how many. */
  static final int MAX_DROPPED = 1000;

  static final PoolState EMPTY =
      new PoolState(null, List.of(), List.of(), 0, 0, List.of(), List.of());

  public PoolState {
    loops = List.copyOf(loops);
    dropped = List.copyOf(dropped);
    faults = List.copyOf(faults);
    discoveryProblems = List.copyOf(discoveryProblems);
  }

  PoolState withDiscoveryProblems(List<String> problems) {
    return new PoolState(job, loops, dropped, droppedCount, refused, faults, problems);
  }

  /** Each target with its last scrape. */
  public void forEachTarget(BiConsumer<Target, ScrapeResult> consumer) {
    loops.forEach(loop -> consumer.accept(loop.target(), loop.last()));
  }

  /** Each metric family of each target. */
  public void forEachFamily(FamilyConsumer consumer) {
    loops.forEach(loop ->
        loop.families()
            .forEach(family ->
                consumer.accept(
                    loop.target(), family.name(), family.type(), family.unit(), family.help())));
  }

  /** Takes a family of a target. */
  @FunctionalInterface
  public interface FamilyConsumer {
    void accept(Target target, String name, String type, String unit, String help);
  }

  /** All that keeps targets of this job from being scraped, a sentence each. */
  public List<String> problems() {
    List<String> all = new ArrayList<>(discoveryProblems);
    all.addAll(faults);
    if (refused > 0) {
      all.add(refused + " targets are not scraped: more than scrape.max_targets over all jobs");
    }
    return all;
  }
}
