package dev.clew.alerting.rule;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rule files of a directory. {@link #poll} notices a change by content, so it does not matter
 * how a file was replaced (edited, renamed over, or a mounted volume swapped underneath). While a
 * file is broken, what it last said correctly stays in force.
 *
 * <p>Not thread-safe; one owner polls.
 */
public final class RuleDirectory {
  /** More files than anybody writes by hand; a wrong directory must not stall the poll. */
  private static final int MAXIMUM_FILES = 1000;

  private final Path directory;
  private final RuleFileParser parser;
  private final Map<String, Content> contents = new HashMap<>();
  private final Map<String, RuleFile> good = new TreeMap<>();
  private final Map<String, List<RuleFileError>> errors = new TreeMap<>();

  /**
   * A file as it is on disk.
   *
   * @param fault why it cannot be read as text; empty when it can
   */
  private record Content(String text, String fault) {}

  public RuleDirectory(Path directory, RuleFileParser parser) {
    this.directory = directory;
    this.parser = parser;
  }

  /** Reads the directory and answers whether rules or errors have changed. */
  public boolean poll() {
    Map<String, Content> now;
    try {
      now = read();
    } catch (IOException | UncheckedIOException e) {
      return fail(e);
    }
    boolean changed = errors.remove("") != null;
    for (String gone : contents.keySet().stream().filter(name -> !now.containsKey(name)).toList()) {
      contents.remove(gone);
      good.remove(gone);
      errors.remove(gone);
      changed = true;
    }
    for (Map.Entry<String, Content> file : now.entrySet()) {
      if (!file.getValue().equals(contents.put(file.getKey(), file.getValue()))) {
        load(file.getKey(), file.getValue());
        changed = true;
      }
    }
    return changed;
  }

  /** The files as they are in force, by name. */
  public List<RuleFile> files() {
    return List.copyOf(good.values());
  }

  /** Faults of the files as they are on disk. */
  public List<RuleFileError> errors() {
    return errors.values().stream().flatMap(List::stream).toList();
  }

  private boolean fail(Exception e) {
    List<RuleFileError> now =
        List.of(
            new RuleFileError(
                directory.toString(), 0, 0, "cannot be read: " + e + " (expected: readable)"));
    return !now.equals(errors.put("", now));
  }

  private void load(String name, Content content) {
    if (!content.fault().isEmpty()) {
      errors.put(name, List.of(new RuleFileError(name, 1, 1, content.fault())));
      return;
    }
    try {
      good.put(name, parser.parse(name, content.text()));
      errors.remove(name);
    } catch (RuleFileException e) {
      errors.put(name, e.errors());
    }
  }

  private Map<String, Content> read() throws IOException {
    Map<String, Content> found = new TreeMap<>();
    if (!Files.isDirectory(directory)) {
      return found;
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(directory)) {
      entries.filter(RuleDirectory::isRuleFile).limit(MAXIMUM_FILES).forEach(files::add);
    }
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      Content content = content(file, contents.get(name));
      if (content != null) {
        found.put(name, content);
      }
    }
    return found;
  }

  private static @Nullable Content content(Path file, @Nullable Content last) {
    try {
      long size = Files.size(file);
      return size > RuleFileParser.MAXIMUM_FILE_BYTES
          ? new Content("", "size: " + size + " bytes (expected: at most 4 MiB)")
          : new Content(Files.readString(file), "");
    } catch (MalformedInputException e) {
      return new Content("", "not UTF-8 (expected: YAML in UTF-8)");
    } catch (IOException e) {
      // Gone or being replaced: what was read last stands until the next poll.
      return last;
    }
  }

  private static boolean isRuleFile(Path path) {
    String name = String.valueOf(path.getFileName());
    return !name.startsWith(".")
        && (name.endsWith(".yml") || name.endsWith(".yaml"))
        && Files.isRegularFile(path);
  }
}
