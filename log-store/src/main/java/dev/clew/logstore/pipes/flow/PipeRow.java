package dev.clew.logstore.pipes.flow;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row on its way through the stages: a log line with the fields that stages made, or a row that a
 * stage made whole. The one it is made from is valid during the call only; {@link #keep} makes a
 * row that lasts.
 */
public final class PipeRow {
  /** Where the fields of a log line come from. */
  public interface Source {
    @Nullable Cell cell(String name);

    /** The whole record, or null when this is none or it was not kept. */
    @Nullable WholeRecord record();
  }

  /** No log line is behind the row. */
  private record Nothing() implements Source {
    @Override
    public @Nullable Cell cell(String name) {
      return null;
    }

    @Override
    public @Nullable WholeRecord record() {
      return null;
    }
  }

  private final Source source;

  /** In the order in which they were made; null hides a field of the source. */
  private final Map<String, @Nullable Cell> made;

  private PipeRow(Source source, Map<String, @Nullable Cell> made) {
    this.source = source;
    this.made = made;
  }

  /** A log line. */
  public PipeRow(Source source) {
    this(source, new LinkedHashMap<>());
  }

  /** A row without fields. */
  public PipeRow() {
    this(new Nothing());
  }

  /** The value of a field, or null. */
  public @Nullable Cell cell(String name) {
    Cell cell = made.get(name);
    return cell != null || made.containsKey(name) ? cell : source.cell(name);
  }

  /** The text of a field; empty when it has no value. */
  public String text(String name) {
    Cell cell = cell(name);
    return cell == null ? "" : cell.text();
  }

  /** Sets a field; null takes its value away. */
  public void put(String name, @Nullable Cell cell) {
    made.put(name, cell);
  }

  /** Gives a field another name; it keeps its place. */
  public void rename(String from, String to) {
    Cell cell = cell(from);
    if (!made.containsKey(from)) {
      made.put(from, null);
      made.put(to, cell);
      return;
    }
    Map<String, @Nullable Cell> before = new LinkedHashMap<>(made);
    before.remove(to);
    made.clear();
    before.forEach((name, value) -> made.put(name.equals(from) ? to : name, value));
    if (source.cell(from) != null) {
      made.put(from, null);
    }
  }

  /** Removes a field. */
  public void remove(String name) {
    made.remove(name);
    if (source.cell(name) != null) {
      made.put(name, null);
    }
  }

  /** The fields that stages made. */
  public Map<String, @Nullable Cell> made() {
    return Collections.unmodifiableMap(made);
  }

  /** The record behind the row, or null. */
  public @Nullable WholeRecord record() {
    return source.record();
  }

  /** A row that lasts, with these fields of the log line. */
  public PipeRow keep(Collection<String> names, boolean withRecord) {
    if (source instanceof Nothing || source instanceof Kept) {
      return this;
    }
    Map<String, Cell> cells = new HashMap<>();
    for (String name : names) {
      Cell cell = source.cell(name);
      if (cell != null) {
        cells.put(name, cell);
      }
    }
    return new PipeRow(new Kept(cells, withRecord ? source.record() : null), made);
  }

  /** About how much memory the row takes. */
  public long bytes() {
    long bytes = 100;
    for (Map.Entry<String, @Nullable Cell> field : made.entrySet()) {
      bytes += 60 + sizeOf(field.getValue());
    }
    if (source instanceof Kept kept) {
      for (Cell cell : kept.cells().values()) {
        bytes += 60 + sizeOf(cell);
      }
    }
    return bytes;
  }

  private static long sizeOf(@Nullable Cell cell) {
    return cell instanceof Cell.Text text ? 40 + text.text().length() : 24;
  }

  private record Kept(Map<String, Cell> cells, @Nullable WholeRecord record) implements Source {
    @Override
    public @Nullable Cell cell(String name) {
      return cells.get(name);
    }
  }
}
