package dev.clew.storage.index;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.TermFrequencyAttribute;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/** Writes the index of one segment. Its files are durable once {@link #finish} has returned. */
public final class SegmentIndexWriter implements AutoCloseable {
  static final String TERMS = "t";
  static final String FIELDS = "c";
  static final String SUMMARY = "m";

  /** Version of the terms that are written; see {@code package-info}. */
  static final int VERSION = 5;

  /** Where the version stands in Lucene's commit; missing in version 1. */
  static final String VERSION_KEY = "terms";

  private static final FieldType TERMS_TYPE = type(IndexOptions.DOCS);
  private static final FieldType FIELDS_TYPE = type(IndexOptions.DOCS_AND_FREQS);

  private static FieldType type(IndexOptions options) {
    FieldType type = new FieldType();
    type.setIndexOptions(options);
    type.setTokenized(true);
    type.setOmitNorms(true);
    type.freeze();
    return type;
  }

  private final Directory directory;
  private final IndexWriter writer;
  private int version = VERSION;

  public SegmentIndexWriter(Path path) throws IOException {
    directory = FSDirectory.open(path);
    LogDocMergePolicy merging = new LogDocMergePolicy();
    // Otherwise forceMerge writes a single big segment once more, only to take it out of its
    // compound file.
    merging.setNoCFSRatio(1.0);
    IndexWriterConfig config =
        new IndexWriterConfig()
            .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
            .setCommitOnClose(false)
            .setMergePolicy(merging)
            .setMergeScheduler(new SerialMergeScheduler())
            .setUseCompoundFile(true)
            .setRAMBufferSizeMB(96);
    writer = new IndexWriter(directory, config);
  }

  /** Adds the next block. */
  public void add(IndexTerms terms, byte[] summary) throws IOException {
    Document document = new Document();
    document.add(new Field(TERMS, new TermStream(terms.terms()), TERMS_TYPE));
    document.add(new Field(FIELDS, new FieldStream(terms.fields()), FIELDS_TYPE));
    document.add(new BinaryDocValuesField(SUMMARY, new BytesRef(summary)));
    writer.addDocument(document);
  }

  /** Adds the blocks of other segments that were chosen, with new summaries. */
  void addAll(List<CodecReader> readers, int theirVersion) throws IOException {
    version = Math.min(version, theirVersion);
    writer.addIndexes(readers.toArray(CodecReader[]::new));
  }

  public void finish() throws IOException {
    writer.forceMerge(1);
    writer.setLiveCommitData(Map.of(VERSION_KEY, Integer.toString(version)).entrySet());
    writer.commit();
  }

  @Override
  public void close() throws IOException {
    try (directory) {
      writer.close();
    }
  }

  /** Gives Lucene the terms of a set one by one. */
  private static final class TermStream extends TokenStream {
    private final BytesTermAttribute attribute = addAttribute(BytesTermAttribute.class);
    private final BytesRef term = new BytesRef();
    private final TermSet terms;
    private int next;

    TermStream(TermSet terms) {
      this.terms = terms;
    }

    @Override
    public boolean incrementToken() {
      if (next == terms.size()) {
        return false;
      }
      clearAttributes();
      term.bytes = terms.bytes();
      term.offset = terms.start(next);
      term.length = terms.end(next) - term.offset;
      attribute.setBytesRef(term);
      next++;
      return true;
    }

    @Override
    public void reset() {
      next = 0;
    }
  }

  /** Gives Lucene the fields of a block, their rows in place of a frequency. */
  private static final class FieldStream extends TokenStream {
    private final BytesTermAttribute attribute = addAttribute(BytesTermAttribute.class);
    private final TermFrequencyAttribute frequency = addAttribute(TermFrequencyAttribute.class);
    private final BytesRef term = new BytesRef();
    private final Terms terms = new Terms();
    private final List<FieldRows> fields;
    private int next;

    FieldStream(List<FieldRows> fields) {
      this.fields = fields;
    }

    @Override
    public boolean incrementToken() {
      if (next == fields.size()) {
        return false;
      }
      clearAttributes();
      FieldRows field = fields.get(next++);
      byte[] name = field.key().name().getBytes(StandardCharsets.UTF_8);
      terms.exists(
          name,
          field.key().type(),
          (bytes, length) -> {
            term.bytes = bytes;
            term.offset = 0;
            term.length = length;
          });
      attribute.setBytesRef(term);
      frequency.setTermFrequency(field.rows());
      return true;
    }

    @Override
    public void reset() {
      next = 0;
    }
  }
}
