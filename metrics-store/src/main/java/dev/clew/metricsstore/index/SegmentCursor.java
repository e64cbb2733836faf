package dev.clew.metricsstore.index;

import dev.clew.metricsstore.index.term.TermCursor;

/** All values of a label in an index. */
final class SegmentCursor implements TermCursor {
  private final IndexTables tables;
  private final TermWindow window;
  private int next;

  SegmentCursor(IndexTables tables, IndexFooter.Terms terms) {
    this.tables = tables;
    window = new TermWindow(tables, terms.first(), terms.end());
  }

  @Override
  public boolean next() {
    if (next == window.count()) {
      next = 0;
      if (!window.next()) {
        return false;
      }
    }
    next++;
    return true;
  }

  @Override
  public byte[] value() {
    return window.value(next - 1);
  }

  @Override
  public int length() {
    return window.offset(next) - window.offset(next - 1);
  }

  @Override
  public int series() {
    return tables.series(window.first() + next - 1);
  }
}
