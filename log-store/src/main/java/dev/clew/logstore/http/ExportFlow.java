package dev.clew.logstore.http;

import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.PipeRow;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The end of the stages of an export. */
final class ExportFlow implements Flow {
  private final ExportFormat format;
  private int left;

  ExportFlow(ExportFormat format, int limit) {
    this.format = format;
    this.left = limit;
  }

  @Override
  public boolean take(PipeRow row) {
    if (left == 0) {
      return false;
    }
    try {
      format.write(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return --left > 0;
  }

  @Override
  public void end() {}
}
