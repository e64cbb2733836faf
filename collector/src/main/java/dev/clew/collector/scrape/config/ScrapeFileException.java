package dev.clew.collector.scrape.config;

/** A configuration file is not used; the message names file, line, column and what is expected. */
public final class ScrapeFileException extends Exception {
  private static final long serialVersionUID = 1L;

  public ScrapeFileException(String message) {
    super(message);
  }
}
