package dev.clew.storage.rows;

import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.column.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fixed column of a signal.
 *
 * @param number its place in the {@link RowSchema}
 * @param aliases other names that people use for it
 * @param use how it is searched
 * @param symbols names of its values, when it has any
 */
public record Field(
    int number,
    String name,
    ColumnType type,
    List<String> aliases,
    Use use,
    @Nullable Symbols symbols) {
  /** How a field is searched, and hence what the index holds of it. */
  public enum Use {
    /** Words of the text are found; part of the default text. */
    TEXT,
    /** Whole values are found, and words as part of the default text. */
    NAME,
    /** Whole values are found. */
    VALUE,
    /** A correlation ID, found under the field's name as its key. */
    ID,
    /** Read, compared or scanned; never looked up. */
    PLAIN
  }

  public ColumnKey key() {
    return new ColumnKey(name, type);
  }

  /** Whether a search without a field looks into it. */
  public boolean isDefaultText() {
    return use == Use.TEXT || use == Use.NAME;
  }
}
