package dev.clew.collector.scrape.discovery;

import dev.clew.collector.scrape.config.DiscoveryConfig;
import dev.clew.collector.scrape.config.ScrapeFile;
import dev.clew.collector.scrape.config.ScrapeFileException;
import dev.clew.collector.scrape.config.TargetGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Targets in files. A change is noticed by size and time of the file, however it was replaced; the
 * refresh interval reads files again for file systems on which both can stay the same.
 */
public final class FileDiscovery implements Discovery {
  private static final int MAX_FILES = 10_000;
  private static final long MAX_BYTES = 64 << 20;

  private final DiscoveryConfig.Files config;
  private final Map<Path, Seen> files = new TreeMap<>();
  private final Map<Path, List<TargetGroup>> groups = new TreeMap<>();
  private final Map<Path, String> faults = new TreeMap<>();
  private long readNanos = System.nanoTime();
  private volatile List<TargetGroup> all = List.of();
  private volatile List<String> problems = List.of();

  private record Seen(FileTime modified, long size) {}

  public FileDiscovery(DiscoveryConfig.Files config) {
    this.config = config;
  }

  @Override
  public void poll() {
    if (System.nanoTime() - readNanos >= config.refresh().toNanos()) {
      readNanos = System.nanoTime();
      files.clear();
    }
    TreeSet<Path> found = new TreeSet<>();
    config.patterns().forEach(pattern -> found.addAll(ScrapeFile.matching(pattern)));
    boolean changed = groups.keySet().retainAll(found);
    changed |= files.keySet().retainAll(found);
    changed |= faults.keySet().retainAll(found);
    for (Path file : found.stream().limit(MAX_FILES).toList()) {
      changed |= read(file);
    }
    if (changed) {
      List<TargetGroup> joined = new ArrayList<>();
      groups.values().forEach(joined::addAll);
      all = List.copyOf(joined);
      problems = List.copyOf(faults.values());
    }
  }

  /** Whether the file was read again. */
  private boolean read(Path file) {
    try {
      Seen now = new Seen(Files.getLastModifiedTime(file), Files.size(file));
      if (now.equals(files.put(file, now))) {
        return false;
      }
      if (now.size() > MAX_BYTES) {
        faults.put(file, file + ": " + now.size() + " bytes (expected: at most " + MAX_BYTES + ")");
        return true;
      }
      String text = Files.readString(file, StandardCharsets.UTF_8);
      groups.put(
          file,
          TargetGroup.readAll(file.toString(), text, Map.of("__meta_filepath", file.toString())));
      faults.remove(file);
    } catch (NoSuchFileException e) {
      files.remove(file); // gone since the directory was listed
      return false;
    } catch (IOException e) {
      faults.put(file, file + ": cannot be read: " + e);
    } catch (ScrapeFileException e) {
      faults.put(file, String.valueOf(e.getMessage()));
    }
    return true;
  }

  @Override
  public List<TargetGroup> groups() {
    return all;
  }

  @Override
  public List<String> problems() {
    return problems;
  }
}
