package dev.clew.metricsstore.index;

import dev.clew.model.Labels;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/** Which label names the series of each metric of an index have. Immutable. */
final class Schemas {
  private final IndexTables tables;
  private final IndexFooter.Terms metrics;
  private final int words;

  /** A bit for each label name, {@link #words} for each metric. */
  private final long[] bits;

  private Schemas(IndexTables tables, IndexFooter.Terms metrics) {
    this.tables = tables;
    this.metrics = metrics;
    words = (tables.footer().names().size() + 63) / 64;
    bits = new long[Math.multiplyExact(metrics.count(), words)];
  }

  static Schemas of(IndexTables tables) {
    IndexFooter footer = tables.footer();
    IndexFooter.Terms metrics = footer.terms(Labels.METRIC_NAME);
    Schemas schemas = new Schemas(tables, metrics == null ? new IndexFooter.Terms(0, 0) : metrics);
    MutableRoaringBitmap all = new MutableRoaringBitmap();
    all.add((long) footer.base(), (long) footer.base() + footer.count());
    SeriesEntries entries = new SeriesEntries(tables, all);
    long[] names = new long[schemas.words];
    while (entries.next()) {
      schemas.add(entries, names);
    }
    return schemas;
  }

  private void add(SeriesEntries entries, long[] names) {
    int name = 0;
    int metric = -1;
    for (int term = entries.term(); term >= 0; term = entries.term()) {
      while (tables.footer().firstTerm(name + 1) <= term) {
        name++;
      }
      names[name >> 6] |= 1L << name;
      if (term >= metrics.first() && term < metrics.end()) {
        metric = term - metrics.first();
      }
    }
    for (int i = 0; i < words; i++) {
      if (metric >= 0) {
        bits[metric * words + i] |= names[i];
      }
      names[i] = 0;
    }
  }

  /** Adds the label names of each metric. */
  void addTo(Map<String, Set<String>> target) {
    for (int metric = 0; metric < metrics.count(); metric++) {
      Set<String> names =
          target.computeIfAbsent(tables.value(metrics.first() + metric), key -> new TreeSet<>());
      for (int name = 0; name < tables.footer().names().size(); name++) {
        if ((bits[metric * words + (name >> 6)] & (1L << name)) != 0) {
          names.add(tables.footer().names().get(name));
        }
      }
    }
  }
}
