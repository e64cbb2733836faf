package dev.clew.metricsstore.index;

import dev.clew.metricsstore.files.ByteWriter;
import dev.clew.metricsstore.files.StoreFiles;
import dev.clew.storage.files.Checksums;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** Writes the index of a run of consecutively numbered series. */
public final class IndexWriter {
  private final Map<String, Map<String, Term>> terms = new HashMap<>();
  private final int base;
  private final List<LabelSet> series;

  /** By place within the labels of a series. */
  private Recent[] recent = new Recent[0];

  /** The terms of all series, one after another. */
  private @Nullable Term[] used = new Term[1024];

  private int uses;

  private IndexWriter(int base, List<LabelSet> series) {
    this.base = base;
    this.series = series;
  }

  /** One label value and the series that have it. */
  private static final class Term {
    final int first;
    @Nullable RoaringBitmap more;
    int ordinal;
    int last;

    Term(int first) {
      this.first = first;
      last = first;
    }

    void add(int id) {
      last = id;
      if (more == null) {
        more = RoaringBitmap.bitmapOf(first);
      }
      more.add(id);
    }
  }

  private static final class Value {
    final byte[] utf8;
    final Term term;

    Value(String text, Term term) {
      utf8 = text.getBytes(StandardCharsets.UTF_8);
      this.term = term;
    }
  }

  /**
   * Writes the file and forces it.
   *
   * @param base number of the first series; the others follow without gaps
   * @return the file's size
   */
  public static long write(StoreFiles files, Path path, long day, int base, List<LabelSet> series)
      throws IOException {
    ByteWriter file = new IndexWriter(base, series).build(day);
    try (StoreFiles.NewFile out = files.create(path)) {
      out.write(file.array(), 0, file.size());
      out.force();
    }
    return file.size();
  }

  private ByteWriter build(long day) throws IOException {
    for (int i = 0; i < series.size(); i++) {
      count(base + i, series.get(i));
    }
    ByteWriter[] sections = new ByteWriter[IndexFormat.SECTIONS];
    Arrays.setAll(sections, i -> new ByteWriter());
    ByteWriter names = writeTerms(sections);
    writeSeries(sections);
    writeHashes(sections);
    return assemble(day, sections, names);
  }

  private void count(int id, LabelSet labels) {
    if (labels.size() > recent.length) {
      int known = recent.length;
      recent = Arrays.copyOf(recent, labels.size());
      Arrays.setAll(recent, at -> at < known ? recent[at] : new Recent());
    }
    for (int pair = 0; pair < labels.size(); pair++) {
      Term term = recent[pair].term(labels.name(pair), labels.value(pair), id);
      if (term.last != id) {
        term.add(id);
      }
      if (uses == used.length) {
        used = Arrays.copyOf(used, uses * 2);
      }
      used[uses++] = term;
    }
  }

  /** The term that stood at a place of the series before: mostly the next one has it, too. */
  private final class Recent {
    private String name = "";
    private String value = "";
    private Map<String, Term> values = Map.of();
    private @Nullable Term term;

    Term term(String newName, String newValue, int id) {
      boolean same = newName.equals(name);
      Term known = same && newValue.equals(value) ? term : null;
      if (known == null) {
        if (!same) {
          name = newName;
          values = terms.computeIfAbsent(newName, key -> new HashMap<>());
        }
        known = values.computeIfAbsent(newValue, key -> new Term(id));
        value = newValue;
        term = known;
      }
      return known;
    }
  }

  private ByteWriter writeTerms(ByteWriter[] sections) throws IOException {
    ByteWriter names = new ByteWriter();
    names.varint(terms.size());
    int ordinal = 0;
    for (Map.Entry<String, Map<String, Term>> name : new TreeMap<>(terms).entrySet()) {
      names.text(name.getKey());
      names.varint(name.getValue().size());
      List<Value> values = new ArrayList<>(name.getValue().size());
      name.getValue().forEach((text, term) -> values.add(new Value(text, term)));
      values.sort((a, b) -> Arrays.compareUnsigned(a.utf8, b.utf8));
      for (Value value : values) {
        value.term.ordinal = ordinal++;
        sections[IndexFormat.VALUE_OFFSETS].u32(sections[IndexFormat.VALUES].size());
        sections[IndexFormat.VALUES].bytes(value.utf8, 0, value.utf8.length);
        writePostings(value.term, sections);
      }
    }
    sections[IndexFormat.VALUE_OFFSETS].u32(sections[IndexFormat.VALUES].size());
    return names;
  }

  private static void writePostings(Term term, ByteWriter[] sections) throws IOException {
    if (term.more == null) {
      sections[IndexFormat.POSTING_OFFSETS].u32(IndexFormat.SINGLE | term.first);
      return;
    }
    sections[IndexFormat.POSTING_OFFSETS].u32(sections[IndexFormat.POSTINGS].size());
    term.more.runOptimize();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(term.more.serializedSizeInBytes());
    term.more.serialize(new DataOutputStream(bytes));
    sections[IndexFormat.POSTINGS].bytes(bytes.toByteArray(), 0, bytes.size());
  }

  private void writeSeries(ByteWriter[] sections) {
    ByteWriter out = sections[IndexFormat.SERIES];
    int use = 0;
    for (LabelSet labels : series) {
      sections[IndexFormat.SERIES_OFFSETS].u32(out.size());
      out.varint(labels.size());
      for (int end = use + labels.size(); use < end; use++) {
        Term term = used[use];
        if (term == null) {
          throw new IllegalStateException("BUG: a label of " + labels + " was not counted");
        }
        out.varint(term.ordinal);
      }
    }
  }

  private void writeHashes(ByteWriter[] sections) {
    long[] highs = new long[series.size()];
    for (int i = 0; i < highs.length; i++) {
      highs[i] = series.get(i).hashHigh();
      sections[IndexFormat.HASHES].u64(series.get(i).hashHigh());
      sections[IndexFormat.HASHES].u64(series.get(i).hashLow());
    }
    for (int i : HashOrder.of(highs)) {
      sections[IndexFormat.HASH_ORDER].u32(i);
    }
  }

  private ByteWriter assemble(long day, ByteWriter[] sections, ByteWriter names) {
    ByteWriter file = new ByteWriter(1 << 16);
    file.u32(IndexFormat.MAGIC);
    file.u32(IndexFormat.VERSION);
    for (ByteWriter section : sections) {
      file.append(section);
    }
    int bodyCrc = Checksums.crc32c(file.array(), 0, file.size());
    int footerOffset = file.size();
    file.zigzag(day);
    file.varint(base);
    file.varint(series.size());
    for (ByteWriter section : sections) {
      file.varint(section.size());
    }
    file.u32(bodyCrc);
    file.append(names);
    int footerLength = file.size() - footerOffset;
    int footerCrc = Checksums.crc32c(file.array(), footerOffset, footerLength);
    file.u64(footerOffset);
    file.u32(footerLength);
    file.u32(footerCrc);
    file.u32(IndexFormat.MAGIC);
    return file;
  }
}
