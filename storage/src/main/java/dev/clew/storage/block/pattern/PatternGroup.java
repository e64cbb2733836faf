package dev.clew.storage.block.pattern;

import dev.clew.storage.text.TemplateSplitter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Templates that have the same between their words, and at least half of the words of the one that
 * came first. (As Drain does it, but a place becomes a wildcard only when many words were seen in
 * it: "accepted" and "declined" stay two things to say.)
 */
final class PatternGroup {
  /** Texts of one shape that are about more different things are left as they are. */
  private static final int MOST_GROUPS = 100;

  private final PatternWords first;
  private final List<Set<Long>> seen = new ArrayList<>();
  private final boolean[] wide;

  private PatternGroup(PatternWords first) {
    this.first = first;
    this.wide = new boolean[first.count()];
    for (int word = 0; word < wide.length; word++) {
      seen.add(new HashSet<>());
      wide[word] = first.hashes()[word] == PatternWords.VARIABLE;
    }
  }

  /** Adds a template to the group that it is most like, or founds one; null when there are many. */
  static @Nullable PatternGroup join(PatternWords words, Map<Long, List<PatternGroup>> bySkeleton) {
    List<PatternGroup> groups =
        bySkeleton.computeIfAbsent(words.skeleton(), skeleton -> new ArrayList<>());
    PatternGroup best = like(words, bySkeleton);
    if (best == null) {
      if (groups.size() >= MOST_GROUPS) {
        return null;
      }
      best = new PatternGroup(words);
      groups.add(best);
    }
    best.add(words);
    return best;
  }

  /** The group that a template is most like, or null. */
  static @Nullable PatternGroup like(PatternWords words, Map<Long, List<PatternGroup>> bySkeleton) {
    PatternGroup best = null;
    int most = 0;
    for (PatternGroup group : bySkeleton.getOrDefault(words.skeleton(), List.of())) {
      int same = group.same(words);
      if (same > most && same * 2 >= words.count()) {
        best = group;
        most = same;
      }
    }
    return best;
  }

  /** Words that are the same; those that any word may stand for count when one other is. */
  private int same(PatternWords words) {
    if (words.count() != first.count()) {
      return 0;
    }
    int same = 0;
    int any = 0;
    for (int word = 0; word < wide.length; word++) {
      if (wide[word]) {
        any++;
      } else if (words.hashes()[word] == first.hashes()[word]) {
        same++;
      }
    }
    return same == 0 ? 0 : same + any;
  }

  private void add(PatternWords words) {
    for (int word = 0; word < wide.length; word++) {
      if (!wide[word]) {
        long hash = words.hashes()[word];
        seen.get(word).add(hash);
        wide[word] = hash == PatternWords.VARIABLE || seen.get(word).size() >= PatternTable.ALIKE;
      }
    }
  }

  /** A template of the group, with a variable in every place where many words were seen. */
  byte[] widen(byte[] template) {
    PatternWords words = PatternWords.of(template);
    byte[] result = new byte[template.length];
    int length = 0;
    int from = 0;
    for (int word = 0; word < wide.length; word++) {
      if (wide[word]) {
        int before = words.starts()[word] - from;
        System.arraycopy(template, from, result, length, before);
        length += before;
        result[length++] = TemplateSplitter.SLOT;
        from = words.ends()[word];
      }
    }
    System.arraycopy(template, from, result, length, template.length - from);
    length += template.length - from;
    return java.util.Arrays.copyOf(result, length);
  }
}
