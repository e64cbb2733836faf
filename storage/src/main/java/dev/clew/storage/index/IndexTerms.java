package dev.clew.storage.index;

/**
 * What the index learns of a block.
 *
 * @param terms for Lucene
 * @param ids for the {@link IdTable}
 */
public record IndexTerms(TermSet terms, IdSet ids) {
  /** About what they take up in memory. */
  public long memoryBytes() {
    return terms.memoryBytes() + ids.memoryBytes();
  }
}
