package dev.clew.logstore.pipes.flow;

import dev.clew.model.memory.QueryMemory;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The memory that the stages of one query may take, and what was left out when it was used up. What
 * is taken is taken from the {@linkplain QueryMemory memory} of all queries as well; the query ends
 * when there is no more of that.
 */
public final class Budget {
  /** Some hundred thousand groups or lines; several such queries fit into a small heap. */
  public static final long DEFAULT_BYTES = 64L << 20;

  private final QueryMemory memory = QueryMemory.current();
  private final long bytes;
  private long left;
  private final Set<String> notices = new LinkedHashSet<>();

  public Budget(long bytes) {
    this.bytes = bytes;
    this.left = bytes;
  }

  /**
   * Takes memory; false when there is not enough.
   *
   * @throws dev.clew.model.QueryException when all queries together have no more
   */
  public boolean take(long wanted) {
    if (wanted > left) {
      return false;
    }
    memory.take(wanted);
    left -= wanted;
    return true;
  }

  public void giveBack(long taken) {
    left += taken;
    memory.give(taken);
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
