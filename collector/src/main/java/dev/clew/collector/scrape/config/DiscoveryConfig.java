package dev.clew.collector.scrape.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Where the targets of a job come from. */
public sealed interface DiscoveryConfig {
  /** They stand in the configuration. */
  record Static(List<TargetGroup> groups) implements DiscoveryConfig {
    public Static {
      groups = List.copyOf(groups);
    }
  }

  /**
   * They stand in files.
   *
   * @param patterns paths; {@code *} in the last part stands for anything
   * @param refresh how often the files are read even when no change was noticed
   */
  record Files(List<Path> patterns, Duration refresh) implements DiscoveryConfig {
    public Files {
      patterns = List.copyOf(patterns);
    }
  }

  /** A server is asked for them. */
  record Http(String url, Duration refresh, HttpConfig http) implements DiscoveryConfig {}
}
