package dev.clew.collector.loki;

/** Quotes what was sent in messages, but no more of it than people read. */
final class Shortened {
  private static final int LONGEST = 60;

  private Shortened() {}

  static String of(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
