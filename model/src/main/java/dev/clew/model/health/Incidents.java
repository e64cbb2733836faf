package dev.clew.model.health;

/**
 * Where every part reports what people have to know: {@code /health}, {@code /metrics} and the
 * Status page read from behind it. What is wrong is reported here or it is not reported; the log
 * has the details.
 *
 * <p>There are two sorts. An <i>event</i> has happened and is over (a block was damaged, a day was
 * dropped); it is told in health for a day and kept in the history. A <i>condition</i> lasts until
 * the part clears it (a store cannot be written to, the clock has jumped).
 *
 * <p>Thread-safe; a call is cheap and never throws, so that it may be made from any place.
 */
public interface Incidents {
  /** For tests and tools that have nobody to tell. */
  Incidents NONE =
      new Incidents() {
        @Override
        public void happened(String part, IncidentKind kind, long amount, String sentence) {}

        @Override
        public Condition condition(String part, IncidentKind kind) {
          return Condition.IGNORED;
        }
      };

  /**
   * Tells an event.
   *
   * @param part whose it is: {@code logs}, {@code metrics}, {@code traces}, {@code buffer}, {@code
   *     alerting}, {@code saved}, {@code scraping}
   * @param amount how much is concerned, for the sum in the metrics: rows, samples, entries, files;
   *     at least 1
   * @param sentence what happened and how much of what is concerned, in words for people, without
   *     the name of the part in front and without a full stop
   */
  void happened(String part, IncidentKind kind, long amount, String sentence);

  /**
   * A condition that is not raised yet. Ask for it once and keep it: each is one line in health.
   *
   * @param part as for {@link #happened}
   */
  Condition condition(String part, IncidentKind kind);

  /** Something that is wrong for as long as it is raised. Thread-safe. */
  interface Condition {
    Condition IGNORED =
        new Condition() {
          @Override
          public void raise(Severity severity, String sentence) {}

          @Override
          public void clear() {}
        };

    /** From now on this is wrong; called again it changes the words. */
    void raise(Severity severity, String sentence);

    /** It is over. Does nothing when it was not raised. */
    void clear();
  }
}
