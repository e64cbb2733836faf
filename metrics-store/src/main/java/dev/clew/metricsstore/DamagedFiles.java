package dev.clew.metricsstore;

import dev.clew.metricsstore.files.CorruptFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Files that a query has found to be damaged, until maintenance sets them aside. Thread-safe. */
final class DamagedFiles {
  private final Map<Path, CorruptFileException> faults = new ConcurrentHashMap<>();

  private volatile Runnable wake = () -> {};

  void add(CorruptFileException fault) {
    if (faults.putIfAbsent(fault.file(), fault) == null) {
      wake.run();
    }
  }

  /** What is to be done as soon as there is one. */
  void onFirst(Runnable action) {
    wake = action;
  }

  Collection<CorruptFileException> all() {
    return List.copyOf(faults.values());
  }

  void remove(CorruptFileException fault) {
    faults.remove(fault.file());
  }
}
