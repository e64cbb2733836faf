package dev.clew.storage.column;

import dev.clew.storage.bytes.Bytes;
import dev.clew.storage.text.TemplateSplitter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a text column divided into templates and variables. Entries whose template few
 * others share are kept whole: they are the one variable of the {@link #residual} template.
 */
final class TemplateSplit {
  /** Fewer entries, or less text, are not worth the columns of their variables. */
  private static final int FEWEST_ENTRIES = 48;

  private static final int LEAST_BYTES = 512;

  /** A template of fewer entries costs more than it saves. */
  private static final int FEWEST_PER_TEMPLATE = 4;

  /** After so many entries it is clear whether the text repeats itself. */
  private static final int TRIAL = 256;

  private final BytesColumn column;
  private int[] templateOfEntry;
  private final int[] firstVariable;
  private int[] starts;
  private int[] ends;
  private int variables;
  private byte[] text = new byte[1024];
  private int[] textEnds = new int[32];
  private int[] slots = new int[32];
  private int[] counts = new int[32];
  private int templates;
  private int residual = -1;
  private int[] table = new int[128];

  private TemplateSplit(BytesColumn column) {
    this.column = column;
    int entries = column.entries();
    templateOfEntry = new int[entries];
    firstVariable = new int[entries + 1];
    starts = new int[entries * 3];
    ends = new int[entries * 3];
  }

  /** Splits a column, or returns null when that does not pay. */
  static @Nullable TemplateSplit of(BytesColumn column) {
    int entries = column.entries();
    if (column.type() != ColumnType.TEXT
        || entries < FEWEST_ENTRIES
        || column.end(entries - 1) < LEAST_BYTES) {
      return null;
    }
    TemplateSplit split = new TemplateSplit(column);
    return split.split() && split.keepFrequent() ? split : null;
  }

  private boolean split() {
    TemplateSplitter splitter = new TemplateSplitter();
    int entries = column.entries();
    byte[] bytes = column.bytes();
    for (int entry = 0; entry < entries; entry++) {
      splitter.split(bytes, column.start(entry), column.end(entry));
      int count = splitter.variables();
      firstVariable[entry] = variables;
      if (variables + count > starts.length) {
        int length = Math.max(starts.length * 2, variables + count);
        starts = Arrays.copyOf(starts, length);
        ends = Arrays.copyOf(ends, length);
      }
      for (int i = 0; i < count; i++) {
        starts[variables] = splitter.start(i);
        ends[variables++] = splitter.end(i);
      }
      int template = number(splitter);
      templateOfEntry[entry] = template;
      counts[template]++;
      if (entry >= TRIAL && templates > entry / 2) {
        return false;
      }
    }
    firstVariable[entries] = variables;
    return true;
  }

  private int number(TemplateSplitter splitter) {
    byte[] wanted = splitter.template();
    int length = splitter.templateLength();
    int mask = table.length - 1;
    int slot = (int) Bytes.hash(wanted, 0, length) & mask;
    while (table[slot] != 0) {
      int known = table[slot] - 1;
      if (Arrays.equals(text, textStart(known), textEnds[known], wanted, 0, length)) {
        return known;
      }
      slot = slot + 1 & mask;
    }
    int added = add(wanted, length, splitter.variables());
    table[slot] = templates;
    if (templates * 2 > table.length) {
      widen();
    }
    return added;
  }

  private void widen() {
    table = new int[table.length * 2];
    int mask = table.length - 1;
    for (int template = 0; template < templates; template++) {
      int start = textStart(template);
      int slot = (int) Bytes.hash(text, start, textEnds[template] - start) & mask;
      while (table[slot] != 0) {
        slot = slot + 1 & mask;
      }
      table[slot] = template + 1;
    }
  }

  private int add(byte[] template, int length, int slotCount) {
    int start = textStart(templates);
    if (start + length > text.length) {
      text = Arrays.copyOf(text, Math.max(text.length * 2, start + length));
    }
    System.arraycopy(template, 0, text, start, length);
    if (templates == textEnds.length) {
      textEnds = Arrays.copyOf(textEnds, templates * 2);
      slots = Arrays.copyOf(slots, templates * 2);
      counts = Arrays.copyOf(counts, templates * 2);
    }
    textEnds[templates] = start + length;
    slots[templates] = slotCount;
    return templates++;
  }

  /** Returns false when too little is left to be worth it. */
  private boolean keepFrequent() {
    int[] renumbered = new int[templates];
    int kept = 0;
    for (int template = 0; template < templates; template++) {
      if (counts[template] < FEWEST_PER_TEMPLATE) {
        renumbered[template] = -1;
        continue;
      }
      int start = textStart(template);
      int length = textEnds[template] - start;
      int to = textStart(kept);
      System.arraycopy(text, start, text, to, length);
      renumbered[template] = kept;
      slots[kept] = slots[template];
      counts[kept] = counts[template];
      textEnds[kept++] = to + length;
    }
    boolean some = kept < templates;
    templates = kept;
    if (kept == 0) {
      return false;
    }
    if (some) {
      residual = add(new byte[] {TemplateSplitter.SLOT}, 1, 1);
      counts[residual] = 0;
    }
    long residualBytes = 0;
    for (int entry = 0; entry < templateOfEntry.length; entry++) {
      int template = renumbered[templateOfEntry[entry]];
      if (template < 0) {
        template = residual;
        counts[residual]++;
        residualBytes += column.end(entry) - column.start(entry);
      }
      templateOfEntry[entry] = template;
    }
    return residualBytes < (column.end(column.entries() - 1) - residualBytes) * 2L;
  }

  private int textStart(int template) {
    return template == 0 ? 0 : textEnds[template - 1];
  }

  BytesColumn column() {
    return column;
  }

  int templates() {
    return templates;
  }

  /** Number of the template whose one variable is the whole text, or -1. */
  int residual() {
    return residual;
  }

  int[] templateOfEntry() {
    return templateOfEntry;
  }

  /** Number of entries of a template. */
  int count(int template) {
    return counts[template];
  }

  /** Number of variables of a template. */
  int slots(int template) {
    return slots[template];
  }

  /** Where the texts of the templates are. */
  byte[] text() {
    return text;
  }

  int start(int template) {
    return textStart(template);
  }

  int end(int template) {
    return textEnds[template];
  }

  /** Where a variable of an entry begins in the bytes of the column. */
  int start(int entry, int slot) {
    return templateOfEntry[entry] == residual
        ? column.start(entry)
        : starts[firstVariable[entry] + slot];
  }

  int end(int entry, int slot) {
    return templateOfEntry[entry] == residual
        ? column.end(entry)
        : ends[firstVariable[entry] + slot];
  }

  void parts(BytesColumn.PartVisitor visitor) {
    for (int template = 0; template < templates; template++) {
      if (template != residual) {
        visitor.part(text, start(template), end(template));
      }
    }
    byte[] bytes = column.bytes();
    for (int entry = 0; entry < templateOfEntry.length; entry++) {
      if (templateOfEntry[entry] == residual) {
        visitor.part(bytes, column.start(entry), column.end(entry));
        continue;
      }
      for (int i = firstVariable[entry]; i < firstVariable[entry + 1]; i++) {
        visitor.part(bytes, starts[i], ends[i]);
      }
    }
  }

  /** The entries in the order of their templates, and as they come within one. */
  int[] byTemplate() {
    int[] next = new int[templates];
    for (int template = 1; template < templates; template++) {
      next[template] = next[template - 1] + counts[template - 1];
    }
    int[] order = new int[templateOfEntry.length];
    for (int entry = 0; entry < order.length; entry++) {
      order[next[templateOfEntry[entry]]++] = entry;
    }
    return order;
  }
}
