package dev.clew.storage.block;

import dev.clew.storage.column.Bytes;
import dev.clew.storage.text.TemplateSplitter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tallies of a query, found by their template in normal form: variables with nothing but one of
 * {@code . : - ,} between them are one, so that times, versions and lists of any length look alike.
 *
 * <p>Templates that differ in one word only, and of which there are {@link #ALIKE} or more, say the
 * same of different things (users, hosts, files): {@link #generalize} makes them one.
 */
final class PatternTable {
  /** Fewer alternatives in one place are taken for different things to say. */
  static final int ALIKE = 8;

  /** Patterns beyond this are counted together; nobody reads so many. */
  static final int MOST = 10_000;

  /** Words are compared in this much of a template. */
  private static final int MOST_WORDS = 64;

  private static final int ROUNDS = 3;

  private final int buckets;
  private final PatternTally other;
  private @Nullable PatternTally[] table = new @Nullable PatternTally[256];
  private int size;
  private byte[] normal = new byte[256];

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
    int normalLength = normalize(bytes, from, to);
    return ofNormal(normal, normalLength, size >= MOST);
  }

  private PatternTally ofNormal(byte[] template, int length, boolean full) {
    int mask = table.length - 1;
    int slot = (int) Bytes.hash(template, 0, length) & mask;
    for (PatternTally at = table[slot]; at != null; at = table[slot]) {
      if (Arrays.equals(at.template, 0, at.template.length, template, 0, length)) {
        return at;
      }
      slot = slot + 1 & mask;
    }
    if (full) {
      return other;
    }
    PatternTally added = new PatternTally(Arrays.copyOf(template, length), buckets);
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
    for (int at = from; at < end; at++) {
      byte b = bytes[at];
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

  /** Makes one of patterns that differ in one word only, if there are many of them. */
  void generalize() {
    for (int round = 0; round < ROUNDS; round++) {
      if (size < ALIKE || !generalizeOnce()) {
        return;
      }
    }
  }

  private boolean generalizeOnce() {
    List<PatternTally> tallies = all();
    Map<Long, int[]> members = new HashMap<>();
    List<long[]> keys = new ArrayList<>(tallies.size());
    for (PatternTally tally : tallies) {
      long[] own = keysOf(tally.template);
      keys.add(own);
      for (long key : own) {
        members.computeIfAbsent(key, k -> new int[1])[0]++;
      }
    }
    List<PatternTally> kept = new ArrayList<>();
    List<PatternTally> merged = new ArrayList<>();
    List<byte[]> wider = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      int word = widest(keys.get(i), members);
      if (word < 0) {
        kept.add(tallies.get(i));
      } else {
        merged.add(tallies.get(i));
        wider.add(without(tallies.get(i).template, word));
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

  /** The word that most others with the same rest have differently, or -1. */
  private static int widest(long[] keys, Map<Long, int[]> members) {
    int best = -1;
    int most = ALIKE - 1;
    for (int word = 0; word < keys.length; word++) {
      int[] alike = members.get(keys[word]);
      if (alike != null && alike[0] > most) {
        most = alike[0];
        best = word;
      }
    }
    return best;
  }

  /** Per word a hash of the template without it. */
  private static long[] keysOf(byte[] template) {
    long[] keys = new long[MOST_WORDS];
    int words = 0;
    for (int at = 0; at < template.length && words < MOST_WORDS; ) {
      int end = endOfWord(template, at);
      if (end == at) {
        at++;
        continue;
      }
      long before = Bytes.hash(template, 0, at);
      long behind = Bytes.hash(template, end, template.length - end);
      keys[words++] = before * 31 + Long.rotateLeft(behind, 17) + at;
      at = end;
    }
    return Arrays.copyOf(keys, words);
  }

  private static byte[] without(byte[] template, int word) {
    int words = 0;
    for (int at = 0; at < template.length; ) {
      int end = endOfWord(template, at);
      if (end == at) {
        at++;
      } else if (words++ == word) {
        byte[] wider = new byte[template.length - (end - at) + 1];
        System.arraycopy(template, 0, wider, 0, at);
        wider[at] = TemplateSplitter.SLOT;
        System.arraycopy(template, end, wider, at + 1, template.length - end);
        return wider;
      } else {
        at = end;
      }
    }
    throw new IllegalStateException("BUG: word " + word + " of " + words);
  }

  private static int endOfWord(byte[] template, int from) {
    int end = from;
    while (end < template.length && isWord(template[end])) {
      end++;
    }
    return end;
  }

  private static boolean isWord(byte b) {
    return b < 0 || b == '_' || Character.isLetterOrDigit(b);
  }

  /** A template as people see it. */
  static String text(byte[] template) {
    String wildcard = Character.toString(TemplateSplitter.SLOT);
    return new String(template, StandardCharsets.UTF_8).replace(wildcard, Patterns.WILDCARD);
  }
}
