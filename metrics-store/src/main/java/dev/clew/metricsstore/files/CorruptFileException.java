package dev.clew.metricsstore.files;

import java.nio.file.Path;

/** A file does not hold what was written to it. */
public class CorruptFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Path file;

  public CorruptFileException(Path file, long offset, String fault) {
    super(file + " is damaged at byte " + offset + ": " + fault);
    this.file = file;
  }

  public Path file() {
    return file;
  }
}
