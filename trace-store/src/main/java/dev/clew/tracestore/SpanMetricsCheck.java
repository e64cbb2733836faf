package dev.clew.tracestore;

import dev.clew.storage.files.DayCheck;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads what is kept of the span metrics, and changes nothing. */
public final class SpanMetricsCheck {
  private SpanMetricsCheck() {}

  /**
   * @param traces the directory of the trace store
   */
  public static DayCheck of(Path traces) throws IOException {
    DayCheck report = new DayCheck("counters");
    Path folder = traces.resolve(RedStateFiles.FOLDER);
    if (!Files.isDirectory(folder)) {
      return report;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, RedStateFiles.GLOB)) {
      for (Path file : files) {
        try {
          byte[] content = Files.readAllBytes(file);
          report.file(content.length);
          if (RedStateFiles.state(content) == null) {
            report.damaged("the counters of the span metrics, which start from zero: " + file);
          }
        } catch (NoSuchFileException e) {
          // The next commit has taken its place.
        }
      }
    }
    return report;
  }
}
