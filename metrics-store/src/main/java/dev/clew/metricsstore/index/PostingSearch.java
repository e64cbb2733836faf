package dev.clew.metricsstore.index;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/** Finds the series of one index that matchers want. */
final class PostingSearch {
  private final IndexTables tables;

  PostingSearch(IndexTables tables) {
    this.tables = tables;
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
  private MutableRoaringBitmap union(ValueMatcher matcher, boolean wanted) {
    MutableRoaringBitmap union = new MutableRoaringBitmap();
    IndexFooter.Terms terms = tables.footer().terms(matcher.name());
    if (terms == null) {
      return union;
    }
    // The test itself is to pass when a wanted value is wanted of a matcher that is not negated.
    boolean passing = wanted != matcher.negated();
    Set<String> literals = matcher.test().literals();
    if (passing && literals != null) {
      for (String literal : literals) {
        int ordinal = tables.ordinal(terms, literal.getBytes(StandardCharsets.UTF_8));
        if (ordinal >= 0) {
          addPostings(ordinal, union);
        }
      }
      return union;
    }
    byte[] prefix = matcher.test().prefix().getBytes(StandardCharsets.UTF_8);
    for (int ordinal = passing ? tables.firstFrom(terms, prefix) : terms.first();
        ordinal < terms.end();
        ordinal++) {
      byte[] value = tables.utf8(ordinal);
      if (passing && !startsWith(value, prefix)) {
        break;
      }
      if (matcher.test().passesUtf8(value) == passing) {
        addPostings(ordinal, union);
      }
    }
    return union;
  }

  private static boolean startsWith(byte[] value, byte[] prefix) {
    return value.length >= prefix.length
        && Arrays.equals(value, 0, prefix.length, prefix, 0, prefix.length);
  }

  private void addPostings(int ordinal, MutableRoaringBitmap target) {
    int posting = tables.posting(ordinal);
    if (posting < 0) {
      target.add(posting & ~IndexFormat.SINGLE);
    } else {
      target.or(tables.postings(posting));
    }
  }
}
