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

  void add(CorruptFileException fault) {
    faults.putIfAbsent(fault.file(), fault);
  }

  Collection<CorruptFileException> all() {
    return List.copyOf(faults.values());
  }

  void remove(CorruptFileException fault) {
    faults.remove(fault.file());
  }
}
