package dev.clew.collector.scrape.relabel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a rule does. */
public enum RelabelAction {
  /** Sets the target label to the replacement where the joined source labels match. */
  REPLACE,
  /** Keeps only what matches. */
  KEEP,
  /** Drops what matches. */
  DROP,
  /** Keeps only where the joined source labels equal the target label. */
  KEEPEQUAL,
  /** Drops where the joined source labels equal the target label. */
  DROPEQUAL,
  /** Sets the target label to the hash of the source labels modulo a number. */
  HASHMOD,
  /** Copies labels whose names match to the names of the replacement. */
  LABELMAP,
  /** Removes labels whose names match. */
  LABELDROP,
  /** Removes labels whose names do not match. */
  LABELKEEP,
  LOWERCASE,
  UPPERCASE;

  /** As it is written in configuration files. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<RelabelAction> byId(String id) {
    return Arrays.stream(values()).filter(action -> action.id().equalsIgnoreCase(id)).findFirst();
  }

  public static String ids() {
    return Arrays.stream(values()).map(RelabelAction::id).collect(Collectors.joining(", "));
  }

  boolean needsTarget() {
    return switch (this) {
      case REPLACE, HASHMOD, KEEPEQUAL, DROPEQUAL, LOWERCASE, UPPERCASE -> true;
      default -> false;
    };
  }
}
