package dev.clew.storage.index;

import java.util.List;
import org.apache.lucene.util.BytesRef;

/** Which blocks may hold a wanted row, by their terms. Never rules out a block that does. */
public sealed interface IndexQuery {
  /** Every block. */
  static IndexQuery all() {
    return new AllOf(List.of());
  }

  /** Blocks with the term. */
  record Term(BytesRef bytes) implements IndexQuery {}

  /** Blocks that the {@link IdTable} names for a hash. */
  record Id(long hash) implements IndexQuery {}

  /** Blocks with a term that begins so. */
  record TermPrefix(BytesRef bytes) implements IndexQuery {}

  /** Blocks that all of the queries want; every block when there is none. */
  record AllOf(List<IndexQuery> of) implements IndexQuery {}

  /** Blocks that at least one of the queries wants. */
  record AnyOf(List<IndexQuery> of) implements IndexQuery {}

  static IndexQuery anyOf(IndexQuery... of) {
    return new AnyOf(List.of(of));
  }

  /** Whether it rules out nothing. */
  default boolean wantsAll() {
    return switch (this) {
      case AllOf all -> all.of().stream().allMatch(IndexQuery::wantsAll);
      case AnyOf any -> any.of().stream().anyMatch(IndexQuery::wantsAll);
      default -> false;
    };
  }
}
