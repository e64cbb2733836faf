package dev.clew.metricsstore.index;

import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.files.MappedFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can still be read of an index whose checksum is wrong. The labels of a series are whole when
 * they have the hash that stands beside them; everything else in the file is made from them.
 *
 * @param series in ascending order; {@link LabelSet#NONE} for those whose labels are lost
 * @param lost how many those are
 */
public record IndexSalvage(List<LabelSet> series, int lost) {
  static IndexSalvage of(MappedFile file, IndexFooter footer) {
    IndexTables tables = new IndexTables(file.memory(), footer);
    List<LabelSet> series = new ArrayList<>();
    int lost = 0;
    for (int i = 0; i < footer.count(); i++) {
      LabelSet labels = labels(tables, footer, i);
      if (labels == null) {
        lost++;
      }
      series.add(labels == null ? LabelSet.NONE : labels);
    }
    return new IndexSalvage(series, lost);
  }

  private static @Nullable LabelSet labels(IndexTables tables, IndexFooter footer, int index) {
    try {
      byte[] entry =
          piece(
              tables,
              footer,
              IndexFormat.SERIES,
              tables.seriesOffset(index),
              tables.seriesOffset(index + 1));
      ByteReader in = new ByteReader(entry);
      int labels = in.varint32();
      if (labels < 0 || labels > entry.length) {
        return null;
      }
      String[] pairs = new String[2 * labels];
      for (int i = 0; i < pairs.length; i += 2) {
        int term = in.varint32();
        pairs[i] = footer.nameOf(term);
        pairs[i + 1] =
            new String(
                piece(
                    tables,
                    footer,
                    IndexFormat.VALUES,
                    tables.u32(IndexFormat.VALUE_OFFSETS, term),
                    tables.u32(IndexFormat.VALUE_OFFSETS, term + 1)),
                StandardCharsets.UTF_8);
      }
      LabelSet stored = LabelSet.stored(pairs, tables.hash(index, 0), tables.hash(index, 1));
      return stored.hasItsHash() ? stored : null;
    } catch (RuntimeException e) {
      return null; // a number that points out of the file
    }
  }

  private static byte[] piece(
      IndexTables tables, IndexFooter footer, int section, int from, int to) {
    if (from < 0 || to < from || to > footer.length(section)) {
      throw new IndexOutOfBoundsException("from " + from + " to " + to);
    }
    byte[] bytes = new byte[to - from];
    tables.copy(section, from, bytes.length, bytes);
    return bytes;
  }
}
