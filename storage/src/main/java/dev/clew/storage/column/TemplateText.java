package dev.clew.storage.column;

import dev.clew.storage.bytes.ByteInput;
import dev.clew.storage.bytes.Compression;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.column.slot.TemplateVariables;
import dev.clew.storage.column.slot.VariableNumbers;
import dev.clew.storage.text.TemplateSplitter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a text column as templates and variables, read from a block. A text is rebuilt when it
 * is asked for; a search looks at templates and variables first. Thread-safe.
 */
public final class TemplateText {
  private static final int MOST_BYTES = 1 << 30;

  private final int[] templateOfEntry;
  private final byte[] head;
  private final int[] starts;
  private final int[] ends;
  private final int[] counts;
  private final int[] longest;
  private final TemplateVariables[][] slots;

  /** Per template where its variables stand. */
  private final int[][] places;

  private final int residual;
  private final int weight;
  private volatile int @Nullable [] ranks;

  private TemplateText(
      int[] templateOfEntry, byte[] head, int templates, int residual, int packedLength) {
    this.templateOfEntry = templateOfEntry;
    this.head = head;
    this.residual = residual;
    starts = new int[templates];
    ends = new int[templates];
    counts = new int[templates];
    longest = new int[templates];
    slots = new TemplateVariables[templates][];
    places = new int[templates][];
    weight = head.length * 2 + packedLength + templateOfEntry.length * 24;
  }

  /** The streams of one column. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Sources(
      Compression.Packed packedStrings, Compression.Packed packedPlanes, byte[] bits)
      implements VariableNumbers.Sources {
    @Override
    public byte[] planes() {
      return packedPlanes.bytes();
    }

    @Override
    public byte[] strings() {
      return packedStrings.bytes();
    }
  }

  static TemplateText read(
      long[] numbers,
      byte[] head,
      Compression.Packed strings,
      Compression.Packed planes,
      byte[] bits) {
    ByteInput in = new ByteInput(head, 0, head.length);
    int templates = in.count(numbers.length);
    int residual = in.count(templates) - 1;
    int[] templateOfEntry = new int[numbers.length];
    int[] found = new int[templates];
    for (int entry = 0; entry < numbers.length; entry++) {
      if (numbers[entry] < 0 || numbers[entry] >= templates) {
        throw new CorruptBlockException("template " + numbers[entry], 0);
      }
      templateOfEntry[entry] = (int) numbers[entry];
      found[templateOfEntry[entry]]++;
    }
    int packed = strings.length() + planes.length() + bits.length;
    TemplateText text = new TemplateText(templateOfEntry, head, templates, residual, packed);
    text.readTemplates(in, found);
    VariableNumbers.Cursor cursor =
        new VariableNumbers.Cursor(
            new Sources(strings, planes, bits), planes.length(), bits.length, strings.length());
    text.readSlots(in, cursor);
    return text;
  }

  private void readTemplates(ByteInput in, int[] found) {
    for (int template = 0; template < starts.length; template++) {
      counts[template] = in.count(templateOfEntry.length);
      if (counts[template] != found[template]) {
        throw new CorruptBlockException("entries of template " + template, in.position());
      }
      int length = in.count(in.remaining());
      starts[template] = in.skip(length);
      ends[template] = starts[template] + length;
    }
  }

  private void readSlots(ByteInput in, VariableNumbers.Cursor cursor) {
    for (int template = 0; template < starts.length; template++) {
      int count = 0;
      int[] cuts = new int[TemplateSplitter.MOST_VARIABLES];
      for (int at = starts[template]; at < ends[template]; at++) {
        if (head[at] == TemplateSplitter.SLOT) {
          if (count == cuts.length) {
            throw new CorruptBlockException("more than " + count + " variables", in.position());
          }
          cuts[count++] = at;
        }
      }
      places[template] = Arrays.copyOf(cuts, count);
      slots[template] = new TemplateVariables[count];
      long most = (long) ends[template] - starts[template] - count;
      for (int slot = 0; slot < count; slot++) {
        TemplateVariables read = TemplateVariables.read(in, cursor, counts[template], MOST_BYTES);
        slots[template][slot] = read;
        most += read.longest();
      }
      if (most > MOST_BYTES) {
        throw new CorruptBlockException("template of " + most + " bytes", in.position());
      }
      longest[template] = (int) most;
    }
  }

  public int templates() {
    return starts.length;
  }

  /** Number of the template whose one variable is the whole text of odd entries, or -1. */
  public int residual() {
    return residual;
  }

  public int templateOf(int entry) {
    return templateOfEntry[entry];
  }

  /** Number of entries of a template. */
  public int count(int template) {
    return counts[template];
  }

  /** Where the templates are; {@link TemplateSplitter#SLOT} stands for each variable. */
  public byte[] templateBytes() {
    return head;
  }

  public int start(int template) {
    return starts[template];
  }

  public int end(int template) {
    return ends[template];
  }

  public int slots(int template) {
    return slots[template].length;
  }

  public TemplateVariables slot(int template, int slot) {
    return slots[template][slot];
  }

  /** Length of the longest text of a template, at most. */
  public int longest(int template) {
    return longest[template];
  }

  /** Per entry its place among those of its template, which is that of its variables. */
  public int[] ranks() {
    int[] known = ranks;
    if (known == null) {
      known = new int[templateOfEntry.length];
      int[] next = new int[starts.length];
      for (int entry = 0; entry < known.length; entry++) {
        known[entry] = next[templateOfEntry[entry]]++;
      }
      ranks = known;
    }
    return known;
  }

  /** About the bytes of heap that it takes up. */
  int weight() {
    return weight;
  }

  /** Rebuilds an entry; the target has room for the longest of its template. Returns its end. */
  public int print(int entry, byte[] target, int at) {
    int template = templateOfEntry[entry];
    TemplateVariables[] variables = slots[template];
    int rank = variables.length == 0 ? 0 : ranks()[entry];
    int to = at;
    int from = starts[template];
    int end = ends[template];
    int[] cuts = places[template];
    for (int slot = 0; slot < cuts.length; slot++) {
      to = copy(from, cuts[slot], target, to);
      to = variables[slot].print(rank, target, to);
      from = cuts[slot] + 1;
    }
    return copy(from, end, target, to);
  }

  private int copy(int from, int end, byte[] target, int to) {
    int length = end - from;
    if (length > 0) {
      System.arraycopy(head, from, target, to, length);
    }
    return to + length;
  }

  byte[] copy(int entry) {
    byte[] room = new byte[longest[templateOfEntry[entry]]];
    int end = print(entry, room, 0);
    return end == room.length ? room : Arrays.copyOf(room, end);
  }

  /** All entries one behind the other; {@code ends} is filled with the end of each. */
  byte[] rebuild(int[] endOfEntry) {
    byte[] all = new byte[weight];
    int at = 0;
    for (int entry = 0; entry < endOfEntry.length; entry++) {
      int room = longest[templateOfEntry[entry]];
      if (at + room > all.length) {
        all = Arrays.copyOf(all, Math.addExact(Math.max(at * 2, at + room), 0));
      }
      at = print(entry, all, at);
      endOfEntry[entry] = at;
    }
    return all;
  }
}
