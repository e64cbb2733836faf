package dev.clew.metricsstore.index;

import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.index.term.SeriesTerms;

/** The terms of the series of an index on disk. */
final class StoredTerms implements SeriesTerms {
  private final IndexTables tables;
  private byte[] entry = new byte[256];
  private final ByteReader in = new ByteReader(entry);

  /** The place of the name that was asked last: mostly it is asked again. */
  private int lastName;

  StoredTerms(IndexTables tables) {
    this.tables = tables;
  }

  @Override
  public int count() {
    return tables.footer().allTerms().count();
  }

  @Override
  public String name(int term) {
    IndexFooter footer = tables.footer();
    if (term < footer.firstTerm(lastName) || term >= footer.firstTerm(lastName + 1)) {
      lastName = footer.nameIndexOf(term);
    }
    return footer.names().get(lastName);
  }

  @Override
  public byte[] utf8(int term) {
    return tables.utf8(term);
  }

  @Override
  public int open(int series) {
    int index = series - tables.footer().base();
    int start = tables.seriesOffset(index);
    int length = tables.length(IndexFormat.SERIES, start, tables.seriesOffset(index + 1));
    if (length > entry.length) {
      entry = new byte[length + length / 2];
    }
    tables.copy(IndexFormat.SERIES, start, length, entry);
    in.reset(entry, 0);
    return in.count();
  }

  @Override
  public int term() {
    return in.varint32();
  }
}
