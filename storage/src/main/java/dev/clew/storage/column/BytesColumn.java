package dev.clew.storage.column;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column of byte strings. Rows point to entries; equal values usually, but not always, share an
 * entry, so that a filter looks at each entry once.
 *
 * <p>A text column of a stored block may consist of {@link #templates}. {@link #bytes}, {@link
 * #start} and {@link #end} then rebuild all entries first, {@link #copy} and {@link #text} only the
 * one that is asked for.
 */
public final class BytesColumn implements Column {
  private final ColumnType type;
  private final int[] entryPlusOne;
  private final int entries;
  private final @Nullable TemplateText templates;

  /** Set once; racing threads may both make it, and both are right. */
  private @Nullable Plain plain;

  /** Asked for twice when a block is sealed, by one thread. */
  private @Nullable TemplateSplit split;

  private boolean isSplit;

  @SuppressWarnings("ArrayRecordComponent") // final fields publish both at once
  private record Plain(byte[] bytes, int[] ends) {}

  /**
   * @param entryPlusOne per row the entry's number plus 1, or 0 when the row has no value; rows
   *     beyond its length have none
   * @param ends per entry the end of its bytes; each begins where the one before ends
   */
  BytesColumn(ColumnType type, int[] entryPlusOne, byte[] bytes, int[] ends, int entries) {
    this.type = type;
    this.entryPlusOne = entryPlusOne;
    this.plain = new Plain(bytes, ends);
    this.entries = entries;
    this.templates = null;
  }

  BytesColumn(ColumnType type, int[] entryPlusOne, int entries, TemplateText templates) {
    this.type = type;
    this.entryPlusOne = entryPlusOne;
    this.entries = entries;
    this.templates = templates;
  }

  @Override
  public ColumnType type() {
    return type;
  }

  @Override
  public boolean has(int row) {
    return entry(row) >= 0;
  }

  /** The entry of a row, or -1 when it has no value. */
  public int entry(int row) {
    return row < entryPlusOne.length ? entryPlusOne[row] - 1 : -1;
  }

  public int entries() {
    return entries;
  }

  /** The entries as templates and variables, or null when they are stored as they are. */
  public @Nullable TemplateText templates() {
    return templates;
  }

  /** Takes parts of texts. */
  @FunctionalInterface
  public interface PartVisitor {
    void part(byte[] bytes, int from, int to);
  }

  /**
   * Visits all that the texts of a column to be stored say: each template once, and each variable;
   * or the entries when they have no templates. No word reaches over the edge of a part.
   */
  public void parts(PartVisitor visitor) {
    TemplateSplit known = split();
    if (known != null) {
      known.parts(visitor);
      return;
    }
    byte[] all = bytes();
    for (int entry = 0; entry < entries; entry++) {
      visitor.part(all, start(entry), end(entry));
    }
  }

  /** The entries as templates and variables, or null when that does not pay. */
  @Nullable TemplateSplit split() {
    if (!isSplit) {
      split = TemplateSplit.of(this);
      isSplit = true;
    }
    return split;
  }

  private Plain plain() {
    Plain known = plain;
    if (known == null) {
      int[] ends = new int[entries];
      known = new Plain(Objects.requireNonNull(templates).rebuild(ends), ends);
      plain = known;
    }
    return known;
  }

  /** About the bytes of heap that it takes up as it was read. */
  long weight() {
    return 4L * entryPlusOne.length
        + (templates != null ? templates.weight() : plain().bytes().length + 4L * entries);
  }

  /** Where the bytes of all entries are. */
  public byte[] bytes() {
    return plain().bytes();
  }

  public int start(int entry) {
    return entry == 0 ? 0 : plain().ends()[entry - 1];
  }

  public int end(int entry) {
    return plain().ends()[entry];
  }

  public byte[] copy(int entry) {
    return templates != null && plain == null
        ? templates.copy(entry)
        : Arrays.copyOfRange(bytes(), start(entry), end(entry));
  }

  public String text(int entry) {
    if (templates != null && plain == null) {
      return new String(templates.copy(entry), StandardCharsets.UTF_8);
    }
    int start = start(entry);
    return new String(bytes(), start, end(entry) - start, StandardCharsets.UTF_8);
  }
}
