package dev.clew.collector.scrape.exposition;

/** What a target exposes is malformed; the message names the place. */
public final class ExpositionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ExpositionException(String message) {
    super(message, null, false, false); // told to people, not traced
  }
}
