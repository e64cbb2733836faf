package dev.clew.collector.scrape.discovery;

import dev.clew.collector.scrape.config.TargetGroup;
import java.util.List;

/** A source of targets. One thread polls; others may read. */
public interface Discovery extends AutoCloseable {
  /** Looks whether something has changed; cheap enough for each second. */
  void poll();

  /** What was found last; targets stay as they were while their source cannot be read. */
  List<TargetGroup> groups();

  /** Why the source cannot be read now, a sentence each. */
  List<String> problems();

  @Override
  default void close() {}
}
