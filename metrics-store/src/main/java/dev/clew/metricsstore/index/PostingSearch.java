package dev.clew.metricsstore.index;

import dev.clew.metricsstore.regex.ValueMatcher;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/** Finds the series of one index that matchers want. */
final class PostingSearch {
  private final IndexTables tables;
  private final MatchCache cache;
  private final Object owner;

  /**
   * @param owner stands for the index in the cache
   */
  PostingSearch(IndexTables tables, MatchCache cache, Object owner) {
    this.tables = tables;
    this.cache = cache;
    this.owner = owner;
  }

  /** Numbers of the series that all matchers want. */
  MutableRoaringBitmap match(List<ValueMatcher> matchers) {
    MutableRoaringBitmap found = new MutableRoaringBitmap();
    int base = tables.footer().base();
    found.add((long) base, (long) base + tables.footer().count());
    for (ValueMatcher matcher : matchers) {
      if (found.isEmpty()) {
        break;
      }
      if (matcher.matchesEverything()) {
        continue;
      }
      if (matcher.matchesEmpty()) {
        // A series without the label is wanted: take away those whose value is not.
        found.andNot(union(matcher, false));
      } else {
        found.and(union(matcher, true));
      }
    }
    return found;
  }

  /** Series with a value of the matcher's label that is wanted, or is not. */
  private ImmutableRoaringBitmap union(ValueMatcher matcher, boolean wanted) {
    IndexFooter.Terms terms = tables.footer().terms(matcher.name());
    if (terms == null) {
      return new MutableRoaringBitmap();
    }
    // The test itself is to pass when a wanted value is wanted of a matcher that is not negated.
    boolean passing = wanted != matcher.negated();
    Set<String> literals = matcher.test().literals();
    if (passing && literals != null) {
      return exact(terms, literals);
    }
    return cache.series(owner, matcher, () -> scan(terms, matcher.test(), passing));
  }

  private ImmutableRoaringBitmap exact(IndexFooter.Terms terms, Set<String> literals) {
    PostingUnion union = new PostingUnion(tables);
    for (String literal : literals) {
      int ordinal = tables.ordinal(terms, literal.getBytes(StandardCharsets.UTF_8));
      if (ordinal >= 0) {
        union.add(ordinal);
      }
    }
    return union.series();
  }

  private MutableRoaringBitmap scan(
      IndexFooter.Terms terms, ValueMatcher.Test test, boolean passing) {
    PostingUnion union = new PostingUnion(tables);
    byte[] prefix = test.prefix().getBytes(StandardCharsets.UTF_8);
    int first = passing ? tables.firstFrom(terms, prefix) : terms.first();
    int end = passing ? endOf(terms, first, prefix) : terms.end();
    TermWindow window = new TermWindow(tables, first, end);
    if (passing && test instanceof ValueMatcher.Contains(String text) && !text.isEmpty()) {
      byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
      while (window.next()) {
        contains(window, wanted, union);
      }
      return union.series();
    }
    while (window.next()) {
      test(window, test, passing, union);
    }
    return union.series();
  }

  private static void test(
      TermWindow window, ValueMatcher.Test test, boolean passing, PostingUnion union) {
    byte[] bytes = window.bytes();
    for (int i = 0; i < window.count(); i++) {
      if (test.passes(bytes, window.offset(i), window.offset(i + 1)) == passing) {
        union.add(window.first() + i);
      }
    }
  }

  /** Searches all values of a window at once; what goes over the end of one is no match. */
  private static void contains(TermWindow window, byte[] wanted, PostingUnion union) {
    byte[] bytes = window.bytes();
    byte rare = wanted[wanted.length - 1];
    int end = window.offset(window.count());
    int value = 0;
    int last = wanted.length - 1;
    while (last < end) {
      if (bytes[last] != rare) {
        last++;
        continue;
      }
      int at = last - wanted.length + 1;
      if (!Arrays.equals(bytes, at, last + 1, wanted, 0, wanted.length)) {
        last++;
        continue;
      }
      while (window.offset(value + 1) <= at) {
        value++;
      }
      if (last < window.offset(value + 1)) {
        union.add(window.first() + value);
        last = window.offset(value + 1) + wanted.length - 1;
      } else {
        last++;
      }
    }
  }

  /** The first term from there on that does not begin with the prefix. */
  private int endOf(IndexFooter.Terms terms, int first, byte[] prefix) {
    if (prefix.length == 0) {
      return terms.end();
    }
    byte[] beyond = prefix.clone();
    // Bytes of UTF-8 are less than 0xff, so the last one can always be increased.
    beyond[beyond.length - 1]++;
    return Math.max(first, tables.firstFrom(terms, beyond));
  }
}
