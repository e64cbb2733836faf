package dev.clew.storage.index;

import java.util.List;

/**
 * What the index learns of a block.
 *
 * @param terms for Lucene
 * @param ids for the {@link IdTable}
 * @param fields its fields, each once per type
 */
public record IndexTerms(TermSet terms, IdSet ids, List<FieldRows> fields) {
  /** About what they take up in memory. */
  public long memoryBytes() {
    return terms.memoryBytes() + ids.memoryBytes() + 64L * fields.size();
  }
}
