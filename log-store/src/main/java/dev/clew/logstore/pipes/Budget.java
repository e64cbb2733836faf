package dev.clew.logstore.pipes;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The memory that the stages of one query may take, and what was left out when it was used up. */
public final class Budget {
  /** Some hundred thousand groups or lines; several such queries fit into a small heap. */
  public static final long DEFAULT_BYTES = 64L << 20;

  private final long bytes;
  private long left;
  private final Set<String> notices = new LinkedHashSet<>();

  public Budget(long bytes) {
    this.bytes = bytes;
    this.left = bytes;
  }

  /** Takes memory; false when there is not enough. */
  public boolean take(long wanted) {
    if (wanted > left) {
      return false;
    }
    left -= wanted;
    return true;
  }

  public void giveBack(long taken) {
    left += taken;
  }

  /** Says in the answer what is missing of it, once. */
  public void notice(String sentence) {
    notices.add(sentence);
  }

  /** The bound in words. */
  public String bound() {
    return (bytes >> 20) + " MiB";
  }

  /** Everything that is missing, or null when nothing is. */
  public @Nullable String notices() {
    return notices.isEmpty() ? null : String.join(" ", notices);
  }
}
