package dev.clew.storage.rows;

/** Takes the rows of a result one by one. */
@FunctionalInterface
public interface RowVisitor {
  /** Returns false to end the query. The row is valid during the call only. */
  boolean visit(Row row);
}
