package dev.clew.metricsstore.otlp;

/** How names of OTLP become names of Prometheus; Prometheus' {@code translation_strategy}. */
public enum TranslationStrategy {
  /** Illegal characters become underscores; unit and kind are appended. */
  UNDERSCORE_ESCAPING_WITH_SUFFIXES(true, true),
  /** Illegal characters become underscores. Metrics that differ in their unit only then collide. */
  UNDERSCORE_ESCAPING_WITHOUT_SUFFIXES(true, false),
  /** Names keep their characters; unit and kind are appended. */
  NO_UTF8_ESCAPING_WITH_SUFFIXES(false, true),
  /** Names stay as they are. Metrics that differ in their unit only then collide. */
  NO_TRANSLATION(false, false);

  private final boolean escapes;
  private final boolean addsSuffixes;

  TranslationStrategy(boolean escapes, boolean addsSuffixes) {
    this.escapes = escapes;
    this.addsSuffixes = addsSuffixes;
  }

  boolean escapes() {
    return escapes;
  }

  boolean addsSuffixes() {
    return addsSuffixes;
  }
}
