package dev.clew.logstore.logql.parse;

import java.util.Locale;
import java.util.Set;

/** Words that mean something of their own, in any case, and cannot be labels. */
final class Keywords {
  private static final Set<String> STAGES =
      Set.of(
          "json",
          "logfmt",
          "regexp",
          "pattern",
          "unpack",
          "unwrap",
          "line_format",
          "label_format",
          "decolorize",
          "drop",
          "keep");

  private static final Set<String> OTHERS =
      Set.of(
          "by",
          "without",
          "bool",
          "offset",
          "on",
          "ignoring",
          "group_left",
          "group_right",
          "or",
          "and",
          "unless");

  private Keywords() {}

  static boolean isReserved(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return STAGES.contains(lower) || OTHERS.contains(lower);
  }

  /** Whether a stage is named so. */
  static boolean isStage(String word) {
    return STAGES.contains(word.toLowerCase(Locale.ROOT));
  }
}
