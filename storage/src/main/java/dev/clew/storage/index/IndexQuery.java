package dev.clew.storage.index;

import dev.clew.storage.column.ColumnType;
import java.util.List;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Which blocks may hold a wanted row, by their terms. Never rules out a block that does. */
public sealed interface IndexQuery {
  /** Every block. */
  static IndexQuery all() {
    return new AllOf(List.of());
  }

  /** Blocks with the term. */
  record Term(BytesRef bytes) implements IndexQuery {}

  /**
   * Blocks with one of very many terms.
   *
   * @param sorted in the order of their bytes, so that one pass over the dictionary finds them
   */
  record AnyTerm(List<BytesRef> sorted) implements IndexQuery {}

  /** Blocks that the {@link IdTable} names for a hash. */
  record Id(long hash) implements IndexQuery {}

  /**
   * Blocks that the {@link IdTable} names for one of very many hashes.
   *
   * @param sorted in their order
   */
  record AnyId(List<Long> sorted) implements IndexQuery {}

  /** Blocks with a term that begins so. */
  record TermPrefix(BytesRef bytes) implements IndexQuery {}

  /**
   * Blocks with a term that passes a test, found by going through a part of the dictionary.
   *
   * @param prefix what all the terms begin with
   * @param dear whether it is a large part of the dictionary, so that few blocks are read sooner
   * @param test sees the terms with their prefix
   */
  record TermsWhere(BytesRef prefix, boolean dear, TermTest test) implements IndexQuery {}

  /** Blocks that the queries made of each field that the segment has want. */
  record EachField(FieldQuery query) implements IndexQuery {}

  /** Makes a query of a field. */
  @FunctionalInterface
  interface FieldQuery {
    /** Null when no block is wanted for its sake. */
    @Nullable IndexQuery of(String name, ColumnType type);
  }

  /** A test of a term. */
  @FunctionalInterface
  interface TermTest {
    boolean matches(byte[] bytes, int from, int to);
  }

  /** Blocks that all of the queries want; every block when there is none. */
  record AllOf(List<IndexQuery> of) implements IndexQuery {}

  /** Blocks that at least one of the queries wants. */
  record AnyOf(List<IndexQuery> of) implements IndexQuery {}

  /**
   * What another query wants, of an index that is not older than a version.
   *
   * @param version of the terms, the first one that knows what the query asks for
   * @param older what is asked of an index that is older
   */
  record Since(int version, IndexQuery of, IndexQuery older) implements IndexQuery {}

  /** What another query wants, and every block of an index that is older. */
  static IndexQuery since(int version, IndexQuery of) {
    return new Since(version, of, all());
  }

  static IndexQuery anyOf(IndexQuery... of) {
    return new AnyOf(List.of(of));
  }

  static IndexQuery allOf(IndexQuery... of) {
    return new AllOf(List.of(of));
  }

  /** Whether it rules out nothing. */
  default boolean wantsAll() {
    return switch (this) {
      case AllOf all -> !holds(all.of(), false);
      case AnyOf any -> holds(any.of(), true);
      case Since since -> since.of().wantsAll();
      default -> false;
    };
  }

  /** A stream would take eight frames of the stack for a level. */
  private static boolean holds(List<IndexQuery> queries, boolean wantsAll) {
    for (IndexQuery query : queries) {
      if (query.wantsAll() == wantsAll) {
        return true;
      }
    }
    return false;
  }
}
