package dev.clew.storage.buffer;

import dev.clew.storage.files.DayCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Reads the requests that stores could not take, and changes nothing. */
public final class QuarantineCheck {
  private QuarantineCheck() {}

  /**
   * @param buffer the directory of the buffer
   */
  public static DayCheck of(Path buffer) throws IOException {
    DayCheck report = new DayCheck("quarantine");
    Path folder = buffer.resolve(Quarantine.FOLDER);
    if (!Files.isDirectory(folder)) {
      return report;
    }
    int requests = 0;
    for (Path file : files(folder)) {
      try {
        report.file(Files.readAllBytes(file).length);
      } catch (IOException e) {
        report.damaged("a request in quarantine, or why it is there, is unreadable: " + e);
        continue;
      }
      String name = file.getFileName().toString();
      if (name.endsWith(Quarantine.REQUEST)) {
        requests++;
        pair(file, Quarantine.REASON, "why a request is in quarantine is lost", report);
      } else if (name.endsWith(Quarantine.REASON)) {
        pair(file, Quarantine.REQUEST, "a request in quarantine is lost", report);
      }
    }
    if (requests > 0) {
      report.note(
          requests
              + (requests == 1 ? " request that a store" : " requests that stores")
              + " could not take, kept in "
              + folder);
    }
    return report;
  }

  private static void pair(Path file, String ending, String otherwise, DayCheck report)
      throws IOException {
    String name = file.getFileName().toString();
    Path other = file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ending);
    if (!Files.exists(other) || Files.size(other) == 0) {
      report.damaged(otherwise + ": " + other);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
