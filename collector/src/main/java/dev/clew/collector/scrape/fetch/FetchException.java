package dev.clew.collector.scrape.fetch;

/** A request brought nothing; the message says why in words for the people who run the target. */
public final class FetchException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean tooLarge;

  FetchException(String message) {
    this(message, false);
  }

  FetchException(String message, boolean tooLarge) {
    super(message);
    this.tooLarge = tooLarge;
  }

  /** Whether the body was larger than allowed. */
  public boolean isTooLarge() {
    return tooLarge;
  }
}
