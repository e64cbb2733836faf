package dev.clew.collector.scrape.target;

/** A scrape brought nothing that can be stored; the message says why. */
final class ScrapeFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ScrapeFailure(String message) {
    super(message, null, false, false);
  }
}
