package dev.clew.benchmarks.baseline;

import com.google.protobuf.ByteString;
import dev.clew.model.AttributeValue;
import dev.clew.model.TimeRange;
import dev.clew.model.otlp.AnyValues;
import dev.clew.model.otlp.ProtoCursor;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.codecs.StoredFieldsReader;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * One Lucene document per log record, as lean as it goes without losing a kind of query: the words
 * of the body without frequencies and norms, service, severity, trace ID and {@code key=value} of
 * each attribute as terms, the time as a point and as the sort of the index, the record itself
 * stored with Lucene's best compression.
 */
final class LuceneRecords implements Candidate {
  private static final String TIME = "time";
  private static final String SEVERITY = "severity";
  private static final String BODY = "body";
  private static final String SOURCE = "source";
  private static final Sort NEWEST = new Sort(new SortField(TIME, SortField.Type.LONG, true));
  private static final FieldType WORDS = new FieldType();

  /** As large as what Clew keeps in memory. */
  private static final double MEMORY_MEGABYTES = 64;

  static {
    WORDS.setIndexOptions(IndexOptions.DOCS);
    WORDS.setTokenized(true);
    WORDS.setOmitNorms(true);
    WORDS.freeze();
  }

  private final Directory directory;
  private final IndexWriter writer;
  private @Nullable DirectoryReader reader;

  LuceneRecords(Path path) throws IOException {
    directory = FSDirectory.open(path);
    writer =
        new IndexWriter(
            directory,
            new IndexWriterConfig(new StandardAnalyzer())
                .setCodec(new Lucene104Codec(Lucene104Codec.Mode.BEST_COMPRESSION))
                .setRAMBufferSizeMB(MEMORY_MEGABYTES)
                .setIndexSort(NEWEST));
  }

  @Override
  public void ingest(byte[] otlp) throws IOException {
    for (ResourceLogs resource : ExportLogsServiceRequest.parseFrom(otlp).getResourceLogsList()) {
      String service = service(resource.getResource());
      for (ScopeLogs scope : resource.getScopeLogsList()) {
        for (LogRecord line : scope.getLogRecordsList()) {
          writer.addDocument(document(service, resource.getResource(), line));
        }
      }
    }
  }

  private static String service(Resource resource) {
    for (KeyValue attribute : resource.getAttributesList()) {
      if (attribute.getKey().equals("service.name")) {
        return attribute.getValue().getStringValue();
      }
    }
    return "";
  }

  private static Document document(String service, Resource resource, LogRecord line) {
    Document document = new Document();
    document.add(new LongPoint(TIME, line.getTimeUnixNano()));
    document.add(new NumericDocValuesField(TIME, line.getTimeUnixNano()));
    document.add(new NumericDocValuesField(SEVERITY, line.getSeverityNumberValue()));
    keyword(document, SEVERITY, line.getSeverityText());
    keyword(document, "service", service);
    document.add(new SortedDocValuesField("service", new BytesRef(service)));
    document.add(new Field(BODY, text(line.getBody()), WORDS));
    if (!line.getTraceId().isEmpty()) {
      keyword(document, "trace", hex(line.getTraceId()));
    }
    for (KeyValue attribute : resource.getAttributesList()) {
      keyword(document, "attribute", attribute.getKey() + "=" + text(attribute.getValue()));
    }
    for (KeyValue attribute : line.getAttributesList()) {
      String value = text(attribute.getValue());
      if (value.length() <= 256) { // stack traces are no keywords
        keyword(document, "attribute", attribute.getKey() + "=" + value);
      }
    }
    document.add(new StoredField(SOURCE, line.toByteArray()));
    document.add(new StoredField("service", service));
    return document;
  }

  private static void keyword(Document document, String name, String value) {
    document.add(new StringField(name, value, Field.Store.NO));
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  private static String text(AnyValue value) {
    if (value.hasStringValue()) {
      return value.getStringValue();
    }
    byte[] bytes = value.toByteArray();
    AttributeValue read = AnyValues.value(new ProtoCursor().reset(bytes, 0, bytes.length));
    return read.asText();
  }

  @Override
  public void finish() throws IOException {
    writer.commit();
    writer.close(); // waits for merges
    reader = DirectoryReader.open(directory);
  }

  private DirectoryReader reader() {
    if (reader == null) {
      throw new IllegalStateException("BUG: not finished");
    }
    return reader;
  }

  @Override
  public long ofTrace(String traceId) throws IOException {
    return newest(new TermQuery(new Term("trace", traceId)), 1000);
  }

  @Override
  public long newest(String word, int limit) throws IOException {
    return newest(new TermQuery(new Term(BODY, word)), limit);
  }

  @Override
  public long newestWithPart(String part, int limit) throws IOException {
    return newest(new WildcardQuery(new Term(BODY, "*" + part + "*")), limit);
  }

  private long newest(Query query, int limit) throws IOException {
    IndexSearcher searcher = new IndexSearcher(reader());
    StoredFields stored = reader().storedFields();
    long found = 0;
    for (ScoreDoc hit : searcher.search(query, limit, NEWEST).scoreDocs) {
      found += record(stored, hit.doc).getTimeUnixNano() > 0 ? 1 : 0;
    }
    return found;
  }

  private static LogRecord record(StoredFields stored, int document) throws IOException {
    BytesRef bytes = stored.document(document).getBinaryValue(SOURCE);
    return LogRecord.parseFrom(ByteString.copyFrom(bytes.bytes, bytes.offset, bytes.length));
  }

  /** No index helps with characters across words: every record is read. */
  @Override
  public long countWithPart(String part) throws IOException {
    String folded = part.toLowerCase(Locale.ROOT);
    long found = 0;
    for (LeafReaderContext leaf : reader().leaves()) {
      // Made for reading in order: otherwise a whole compressed block is read for each record.
      StoredFieldsReader stored =
          ((CodecReader) leaf.reader()).getFieldsReader().getMergeInstance();
      for (int document = 0; document < leaf.reader().maxDoc(); document++) {
        String body = text(record(stored, document).getBody());
        found += body.toLowerCase(Locale.ROOT).contains(folded) ? 1 : 0;
      }
    }
    return found;
  }

  @Override
  public long severities(TimeRange range, int buckets) throws IOException {
    long[][] counts = new long[25][buckets];
    long step = Math.max(1, (range.endNanos() - range.startNanos()) / buckets);
    for (LeafReaderContext leaf : reader().leaves()) {
      NumericDocValues times = leaf.reader().getNumericDocValues(TIME);
      NumericDocValues severities = leaf.reader().getNumericDocValues(SEVERITY);
      for (int document = times.nextDoc();
          document != NumericDocValues.NO_MORE_DOCS;
          document = times.nextDoc()) {
        long time = times.longValue();
        if (range.contains(time) && severities.advanceExact(document)) {
          int bucket = (int) Math.min(buckets - 1L, (time - range.startNanos()) / step);
          counts[(int) severities.longValue()][bucket]++;
        }
      }
    }
    long sum = 0;
    for (long[] row : counts) {
      for (long count : row) {
        sum += count;
      }
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
    }
    directory.close();
  }
}
