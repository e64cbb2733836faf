package dev.clew.storage.block.pattern;

import dev.clew.storage.bytes.Bytes;
import dev.clew.storage.rows.Patterns;
import dev.clew.storage.text.TemplateSplitter;
import dev.clew.storage.text.WordBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tallies of a query, found by their template in normal form: variables with nothing but one of
 * {@code . : - ,} between them are one, so that times, versions and lists of any length look alike.
 *
 * <p>Indented lines that follow (stack traces) do not count.
 *
 * <p>Templates that are about the same, and have {@link #ALIKE} or more different words in one
 * place, say the same of different things (users, hosts, files): {@link #generalize} makes them
 * one.
 */
final class PatternTable {
  /** Fewer alternatives in one place are taken for different things to say. */
  static final int ALIKE = 8;

  /** Patterns beyond this are counted together; nobody reads so many. */
  static final int MOST = 20_000;

  private static final int FIRST_DUE = 2_000;

  private static final int ROUNDS = 3;

  private final int buckets;
  private final PatternTally other;
  private @Nullable PatternTally[] table = new @Nullable PatternTally[256];
  private int size;
  private int due = FIRST_DUE;
  private byte[] normal = new byte[256];

  /** Of the first round of the last {@link #generalize}: templates to come join them at once. */
  private Map<Long, List<PatternGroup>> groups = Map.of();

  PatternTable(int buckets) {
    this.buckets = buckets;
    this.other = new PatternTally(new byte[0], buckets);
  }

  int size() {
    return size;
  }

  PatternTally other() {
    return other;
  }

  /** The tally of a template; when there are too many patterns already, that of all others. */
  PatternTally of(byte[] bytes, int from, int to) {
    int length = normalize(bytes, from, to);
    PatternTally known = find(normal, length);
    if (known != null) {
      return known;
    }
    if (!groups.isEmpty()) {
      byte[] template = Arrays.copyOf(normal, length);
      byte[] wide = widened(template);
      length = normalize(wide, 0, wide.length);
    }
    return ofNormal(normal, length, size >= MOST);
  }

  /** What {@link #generalize} has made of templates like this one before. */
  private byte[] widened(byte[] template) {
    PatternWords words = PatternWords.of(template);
    PatternGroup group = PatternGroup.like(words, groups);
    return group == null ? template : group.widen(template);
  }

  private @Nullable PatternTally find(byte[] template, int length) {
    int mask = table.length - 1;
    int slot = (int) Bytes.hash(template, 0, length) & mask;
    for (PatternTally at = table[slot]; at != null; at = table[slot]) {
      if (Arrays.equals(at.template, 0, at.template.length, template, 0, length)) {
        return at;
      }
      slot = slot + 1 & mask;
    }
    return null;
  }

  private PatternTally ofNormal(byte[] template, int length, boolean full) {
    PatternTally known = find(template, length);
    if (known != null) {
      return known;
    }
    if (full) {
      return other;
    }
    PatternTally added = new PatternTally(Arrays.copyOf(template, length), buckets);
    int mask = table.length - 1;
    int slot = (int) Bytes.hash(template, 0, length) & mask;
    while (table[slot] != null) {
      slot = slot + 1 & mask;
    }
    table[slot] = added;
    if (++size * 2 > table.length) {
      rehash(all(), table.length * 2);
    }
    return added;
  }

  private void rehash(List<PatternTally> tallies, int length) {
    table = new @Nullable PatternTally[length];
    size = tallies.size();
    int mask = length - 1;
    for (PatternTally tally : tallies) {
      int slot = (int) Bytes.hash(tally.template, 0, tally.template.length) & mask;
      while (table[slot] != null) {
        slot = slot + 1 & mask;
      }
      table[slot] = tally;
    }
  }

  List<PatternTally> all() {
    List<PatternTally> all = new ArrayList<>(size);
    for (PatternTally tally : table) {
      if (tally != null) {
        all.add(tally);
      }
    }
    return all;
  }

  private int normalize(byte[] bytes, int from, int end) {
    if (normal.length < end - from) {
      normal = new byte[(end - from) * 2];
    }
    int to = 0;
    boolean words = false;
    for (int at = from; at < end; at++) {
      byte b = bytes[at];
      if (b == '\n' && words && at + 1 < end && (bytes[at + 1] == ' ' || bytes[at + 1] == '\t')) {
        break;
      }
      words |= b == TemplateSplitter.SLOT || WordBytes.isWordAt(bytes, at, end);
      normal[to++] = b;
      if (b != TemplateSplitter.SLOT) {
        continue;
      }
      if (to >= 3 && normal[to - 3] == b && joins(normal[to - 2])) {
        to -= 2;
      } else if (to >= 2 && normal[to - 2] == b) {
        to -= 1;
      }
    }
    return to;
  }

  private static boolean joins(byte b) {
    return b == '.' || b == ':' || b == '-' || b == ',';
  }

  /** Makes one of patterns that differ in some words only, if there are many of them. */
  void generalize() {
    for (int round = 0; round < ROUNDS; round++) {
      if (size < ALIKE || !generalizeOnce(round == 0)) {
        break;
      }
    }
    due = Math.max(FIRST_DUE, size + size / 2);
  }

  /** Whether so many patterns have come that it is time to generalize. */
  boolean isDue() {
    return size >= due;
  }

  private boolean generalizeOnce(boolean first) {
    List<PatternTally> tallies = all();
    // The most frequent ones found the groups that the others join.
    tallies.sort(
        Comparator.comparingLong(PatternTally::count)
            .reversed()
            .thenComparing(tally -> tally.template, Arrays::compare));
    Map<Long, List<PatternGroup>> bySkeleton = new HashMap<>();
    List<@Nullable PatternGroup> joined = new ArrayList<>(tallies.size());
    for (PatternTally tally : tallies) {
      PatternWords words = PatternWords.of(tally.template);
      joined.add(PatternGroup.join(words, bySkeleton));
    }
    if (first) {
      groups = bySkeleton;
    }
    List<PatternTally> kept = new ArrayList<>();
    List<PatternTally> merged = new ArrayList<>();
    List<byte[]> wider = new ArrayList<>();
    for (int i = 0; i < tallies.size(); i++) {
      PatternTally tally = tallies.get(i);
      PatternGroup group = joined.get(i);
      byte[] wide = group == null ? tally.template : group.widen(tally.template);
      if (wide.length == tally.template.length && Arrays.equals(wide, tally.template)) {
        kept.add(tally);
      } else {
        merged.add(tally);
        wider.add(wide);
      }
    }
    if (merged.isEmpty()) {
      return false;
    }
    rehash(kept, table.length);
    for (int i = 0; i < merged.size(); i++) {
      int length = normalize(wider.get(i), 0, wider.get(i).length);
      ofNormal(normal, length, false).add(merged.get(i));
    }
    return true;
  }

  /** A template as text, with the colour codes of its lines. */
  static String text(byte[] template) {
    String wildcard = Character.toString(TemplateSplitter.SLOT);
    return new String(template, StandardCharsets.UTF_8).replace(wildcard, Patterns.WILDCARD);
  }
}
