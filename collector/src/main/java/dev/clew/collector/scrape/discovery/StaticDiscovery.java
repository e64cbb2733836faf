package dev.clew.collector.scrape.discovery;

import dev.clew.collector.scrape.config.TargetGroup;
import java.util.List;

/** Targets that stand in the configuration. */
public record StaticDiscovery(List<TargetGroup> groups) implements Discovery {
  public StaticDiscovery {
    groups = List.copyOf(groups);
  }

  @Override
  public void poll() {
    // They never change.
  }

  @Override
  public List<String> problems() {
    return List.of();
  }
}
