package dev.clew.logstore.http;

import dev.clew.logstore.pipes.flow.PipeRow;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes the rows of an export. */
interface ExportFormat {
  void write(PipeRow row) throws IOException;

  /**
   * @param partial what is missing, or null when nothing is
   */
  void end(@Nullable String partial) throws IOException;
}
