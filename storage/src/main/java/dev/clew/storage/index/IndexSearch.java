package dev.clew.storage.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermState;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/**
 * Finds the blocks that a query wants in one segment of Lucene. A null result stands for every
 * block: it is given whenever finding out more would cost more than the blocks it might spare.
 */
final class IndexSearch {
  /** More terms than this select nearly every block anyway. */
  private static final int MOST_TERMS = 10_000;

  /** Blocks in a hundred from which on going through the dictionary is given up. */
  private static final int MOST_PERCENT = 35;

  /** So many terms are always looked at: then it has cost next to nothing. */
  private static final int FEW_TERMS = 100;

  /** Terms of the dictionary that can be tested in the time that it takes to read a block. */
  private static final int TERMS_PER_BLOCK = 20_000;

  private final int blocks;
  private final int version;
  private final IdTable ids;
  private final org.apache.lucene.index.@Nullable Terms terms;
  private @Nullable TermsEnum cursor;
  private @Nullable PostingsEnum postings;

  /**
   * @param blocks how many the segment has
   * @param version of its terms
   */
  IndexSearch(int blocks, int version, IdTable ids, org.apache.lucene.index.@Nullable Terms terms) {
    this.blocks = blocks;
    this.version = version;
    this.ids = ids;
    this.terms = terms;
  }

  @Nullable BitSet find(IndexQuery query) throws IOException {
    return switch (query) {
      case IndexQuery.Since since -> find(version < since.version() ? since.older() : since.of());
      case IndexQuery.Term term -> allOf(List.of(term));
      case IndexQuery.AnyTerm any -> anyTerm(any.sorted());
      case IndexQuery.TermPrefix prefix -> where(prefix.bytes(), (bytes, from, to) -> true);
      case IndexQuery.TermsWhere where -> where(where.prefix(), where.test());
      case IndexQuery.Id id -> {
        BitSet found = new BitSet();
        ids.blocks(id.hash(), found::set);
        yield found;
      }
      case IndexQuery.AnyId any -> {
        BitSet found = new BitSet();
        for (long hash : any.sorted()) {
          ids.blocks(hash, found::set);
        }
        yield found;
      }
      case IndexQuery.EachField each -> eachField(each.query());
      case IndexQuery.AllOf all -> allOf(all.of());
      case IndexQuery.AnyOf any -> {
        BitSet union = new BitSet();
        for (IndexQuery part : any.of()) {
          BitSet found = find(part);
          if (found == null) {
            yield null;
          }
          union.or(found);
        }
        yield union;
      }
    };
  }

  /** A name too long for its term is not known whole: the blocks that have it are wanted. */
  private @Nullable BitSet eachField(IndexQuery.FieldQuery query) throws IOException {
    BytesRef prefix = new BytesRef(Terms.EXISTS_PREFIX);
    BitSet union = new BitSet();
    List<IndexQuery> queries = new ArrayList<>();
    TermsEnum each = cursor();
    for (BytesRef term = each.seekCeil(prefix) == TermsEnum.SeekStatus.END ? null : each.term();
        term != null && StringHelper.startsWith(term, prefix);
        term = each.next()) {
      if (Terms.isNameCut(term)) {
        add(each, union);
        continue;
      }
      IndexQuery wanted = query.of(Terms.nameOf(term), Terms.typeOf(term));
      if (wanted != null) {
        queries.add(wanted);
      }
    }
    for (IndexQuery wanted : queries) {
      BitSet found = find(wanted);
      if (found == null) {
        return null;
      }
      union.or(found);
    }
    return union;
  }

  private TermsEnum cursor() throws IOException {
    TermsEnum open = cursor;
    if (open == null) {
      open = terms == null ? TermsEnum.EMPTY : terms.iterator();
      cursor = open;
    }
    return open;
  }

  private void add(TermsEnum at, BitSet found) throws IOException {
    PostingsEnum each = at.postings(postings, PostingsEnum.NONE);
    postings = each;
    for (int doc = each.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = each.nextDoc()) {
      found.set(doc);
    }
  }

  /** A term that is in the dictionary. */
  private record Known(BytesRef term, int blocks, TermState state) {}

  /** The parts of a conjunction, those inside of others, too, by what they cost. */
  private final class Parts {
    final List<IndexQuery> ids = new ArrayList<>();
    final List<BytesRef> terms = new ArrayList<>();
    final List<IndexQuery> others = new ArrayList<>();
    final List<IndexQuery.TermsWhere> dear = new ArrayList<>();

    void add(IndexQuery query) {
      switch (query) {
        case IndexQuery.AllOf all -> all.of().forEach(this::add);
        case IndexQuery.Since since -> add(version < since.version() ? since.older() : since.of());
        case IndexQuery.Id id -> ids.add(id);
        case IndexQuery.AnyId any -> ids.add(any);
        case IndexQuery.Term term -> terms.add(term.bytes());
        case IndexQuery.TermsWhere where when where.dear() -> dear.add(where);
        default -> others.add(query);
      }
    }
  }

  private @Nullable BitSet allOf(List<IndexQuery> of) throws IOException {
    Parts parts = new Parts();
    of.forEach(parts::add);
    BitSet left = null;
    for (IndexQuery part : parts.ids) {
      left = narrowed(left, find(part));
      if (left != null && left.isEmpty()) {
        return left;
      }
    }
    left = allTerms(parts.terms, left);
    for (IndexQuery part : parts.others) {
      if (left != null && left.isEmpty()) {
        return left;
      }
      left = narrowed(left, find(part));
    }
    for (IndexQuery.TermsWhere part : parts.dear) {
      long saved = left == null ? blocks : left.cardinality();
      if (terms == null || saved * TERMS_PER_BLOCK < terms.size()) {
        break;
      }
      left = narrowed(left, find(part));
    }
    return left;
  }

  private static @Nullable BitSet narrowed(@Nullable BitSet left, @Nullable BitSet found) {
    if (left == null || found == null) {
      return left == null ? found : left;
    }
    left.and(found);
    return left;
  }

  /** The rarest first; one in more than half of the blocks is left to the rows. */
  private @Nullable BitSet allTerms(List<BytesRef> all, @Nullable BitSet narrowed)
      throws IOException {
    List<Known> known = new ArrayList<>(all.size());
    all.sort(Comparator.comparingInt((BytesRef term) -> -term.length)); // mostly the rarer ones
    for (BytesRef term : all) {
      TermsEnum at = cursor();
      if (!at.seekExact(term)) {
        return new BitSet();
      }
      if (at.docFreq() < blocks) {
        known.add(new Known(term, at.docFreq(), at.termState()));
      }
    }
    known.sort(Comparator.comparingInt(Known::blocks));
    BitSet left = narrowed;
    for (Known term : known) {
      if (left != null && (left.isEmpty() || term.blocks() > blocks / 2)) {
        break;
      }
      cursor().seekExact(term.term(), term.state());
      BitSet found = new BitSet(blocks);
      add(cursor(), found);
      left = narrowed(left, found);
    }
    return left;
  }

  private BitSet anyTerm(List<BytesRef> sorted) throws IOException {
    BitSet found = new BitSet();
    for (BytesRef term : sorted) {
      if (cursor().seekExact(term)) {
        add(cursor(), found);
      }
    }
    return found;
  }

  private @Nullable BitSet where(BytesRef prefix, IndexQuery.TermTest test) throws IOException {
    BitSet found = new BitSet(blocks);
    TermsEnum each = cursor();
    int count = 0;
    for (BytesRef term = each.seekCeil(prefix) == TermsEnum.SeekStatus.END ? null : each.term();
        term != null && StringHelper.startsWith(term, prefix);
        term = each.next()) {
      if (!test.matches(term.bytes, term.offset, term.offset + term.length)) {
        continue;
      }
      add(each, found);
      int selected = found.cardinality();
      boolean tooMany = ++count > FEW_TERMS && selected * 100 > blocks * MOST_PERCENT;
      if (count > MOST_TERMS || selected == blocks || tooMany) {
        return null;
      }
    }
    return found;
  }
}
