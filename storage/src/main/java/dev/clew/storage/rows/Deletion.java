package dev.clew.storage.rows;

import dev.clew.storage.block.BlockStore;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of a {@link BlockStore#delete}. Its rows are invisible whatever the state is.
 *
 * @param id for {@link BlockStore#deletion}
 * @param rows how many were deleted
 * @param problem why their bytes are still there although it was tried to remove them; or null
 */
public record Deletion(
    String id, State state, long rows, long requestedMillis, @Nullable String problem) {

  /** How far it is. */
  public enum State {
    /** Their bytes are still on the disk. */
    RUNNING,
    /** Their bytes are gone from the store. */
    DONE,
    /** Removing their bytes was tried in vain, and is tried again. */
    FAILED;

    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
