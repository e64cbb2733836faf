package dev.clew.benchmarks;

import dev.clew.benchmarks.corpus.CorpusFile;
import dev.clew.model.Attributes;
import dev.clew.storage.column.BlockBuilder;
import dev.clew.storage.column.BlockEncoder;
import dev.clew.storage.column.BytesColumn;
import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.column.SortedRows;
import dev.clew.storage.column.StoredRows;
import dev.clew.storage.index.IdSet;
import dev.clew.storage.index.IdTableWriter;
import dev.clew.storage.index.IndexQuery;
import dev.clew.storage.index.IndexTerms;
import dev.clew.storage.index.SegmentIndex;
import dev.clew.storage.index.SegmentIndexWriter;
import dev.clew.storage.index.TermQueries;
import dev.clew.storage.index.TermSet;
import dev.clew.storage.index.Terms;
import dev.clew.storage.text.TextPattern;
import dev.clew.storage.text.Tokenizer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What index documents of fewer rows than a block would cost and spare: for each size the bytes and
 * the processor time of the index, and for queries of one to three words of a random row the rows
 * that are candidates, those that match, and the time. {@code --records 400k}, {@code --corpus DIR}
 * (one that {@code benchmarks/corpus} wrote; without it the small corpus), {@code --queries 200},
 * {@code --seed 1}.
 */
public final class IndexGranules {
  private static final int BLOCK_ROWS = 8192;
  private static final int[] SIZES = {256, 512, 1024, 2048, 4096, 8192};
  private static final ColumnKey BODY = new ColumnKey("body", ColumnType.TEXT);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** A body and what it is sorted by within its block. */
  @SuppressWarnings("ArrayRecordComponent") // read here only
  private record Line(String service, byte[] body) {}

  private final List<Line> lines = new ArrayList<>();
  private final List<byte[]> blocks = new ArrayList<>();
  private final Random random;
  private final int queryCount;

  private IndexGranules(Random random, int queryCount) {
    this.random = random;
    this.queryCount = queryCount;
  }

  public static void main(String... arguments) throws IOException {
    CommandLine line = CommandLine.parse(arguments);
    int records = (int) line.number("--records", 400_000);
    IndexGranules run =
        new IndexGranules(
            new Random(line.number("--seed", 1)), (int) line.number("--queries", 200));
    run.read(records, line.has("--corpus") ? Path.of(line.text("--corpus", "")) : null);
    run.encode();
    run.measure();
  }

  private void read(int records, @Nullable Path corpus) throws IOException {
    if (corpus == null) {
      LogCorpus small = new LogCorpus();
      for (long index = 0; lines.size() < records; index++) {
        add(small.request(index, 200, 1_795_262_400_000_000_000L + index * 1_000_000_000L));
      }
    } else {
      try (CorpusFile.Reader reader = CorpusFile.open(corpus)) {
        for (byte[] next = reader.next();
            next != null && lines.size() < records;
            next = reader.next()) {
          add(next);
        }
      }
    }
    int whole = lines.size() / BLOCK_ROWS * BLOCK_ROWS;
    lines.subList(whole, lines.size()).clear();
    for (int from = 0; from < whole; from += BLOCK_ROWS) {
      lines.subList(from, from + BLOCK_ROWS).sort((a, b) -> a.service().compareTo(b.service()));
    }
  }

  private void add(byte[] request) throws IOException {
    for (var resource : ExportLogsServiceRequest.parseFrom(request).getResourceLogsList()) {
      String service =
          resource.getResource().getAttributesList().stream()
              .filter(a -> a.getKey().equals("service.name"))
              .map(a -> a.getValue().getStringValue())
              .findFirst()
              .orElse("");
      for (var scope : resource.getScopeLogsList()) {
        for (var record : scope.getLogRecordsList()) {
          String body = record.getBody().getStringValue();
          lines.add(new Line(service, body.getBytes(StandardCharsets.UTF_8)));
        }
      }
    }
  }

  private void encode() {
    long bytes = 0;
    for (int from = 0; from < lines.size(); from += BLOCK_ROWS) {
      BlockBuilder builder = new BlockBuilder(List.of(BODY));
      for (int row = from; row < from + BLOCK_ROWS; row++) {
        String service = lines.get(row).service();
        builder.begin(row, row);
        builder.group(Attributes.of("service.name", service), service.hashCode());
        builder.column(0);
        builder.bytes(lines.get(row).body(), 0, lines.get(row).body().length);
        builder.end();
      }
      builder.mark();
      blocks.add(BlockEncoder.encode(SortedRows.of(builder.view(), BLOCK_ROWS).getFirst()));
      bytes +=
          lines.subList(from, from + BLOCK_ROWS).stream().mapToLong(l -> l.body().length).sum();
    }
    System.out.printf(
        "%,d rows in %d blocks, bodies %,d bytes, blocks %,d bytes%n",
        lines.size(), blocks.size(), bytes, blocks.stream().mapToLong(b -> b.length).sum());
  }

  private void measure() throws IOException {
    List<List<String>> queries = queries();
    System.out.printf(
        "%6s %12s %8s | words: candidates as %% of all rows (of those with a match) · blocks read"
            + " (with a match) · ms a query: index + read%n",
        "rows", "index bytes", "index s");
    build(8192, true); // warms up
    for (int size : SIZES) {
      System.out.printf("%6d", size);
      Path directory = build(size, false);
      try (SegmentIndex index =
          new SegmentIndex(directory.resolve("index"), directory.resolve("ids"))) {
        for (int words = 1; words <= 3; words++) {
          run(index, size, queries, words);
        }
      }
      delete(directory);
      System.out.println();
    }
  }

  private Path build(int size, boolean quiet) throws IOException {
    Path directory = Files.createTempDirectory("granules");
    long began = THREADS.getCurrentThreadCpuTime();
    IdTableWriter ids = new IdTableWriter();
    int number = 0;
    try (SegmentIndexWriter writer = new SegmentIndexWriter(directory.resolve("index"))) {
      Tokenizer tokenizer = new Tokenizer();
      Terms terms = new Terms();
      for (int from = 0; from < lines.size(); from += size, number++) {
        TermSet set = new TermSet();
        IdSet found = new IdSet();
        for (Line line : lines.subList(from, from + size)) {
          tokenizer.tokenize(
              line.body(),
              0,
              line.body().length,
              (token, length, id) -> {
                if (id) {
                  found.add(Terms.wordHash(token, length));
                } else {
                  terms.word(token, length, set);
                }
              });
        }
        writer.add(new IndexTerms(set.compact(), new IdSet(), List.of()), new byte[0]);
        ids.add(number, found.compact());
      }
      writer.finish();
    }
    ids.write(directory.resolve("ids"), number);
    if (quiet) {
      delete(directory);
    } else {
      long bytes;
      try (Stream<Path> files = Files.walk(directory)) {
        bytes = files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
      }
      double seconds = (THREADS.getCurrentThreadCpuTime() - began) / 1e9;
      System.out.printf(" %,12d %8.2f", bytes, seconds);
    }
    return directory;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Three different words each of one row. */
  private List<List<String>> queries() {
    List<List<String>> queries = new ArrayList<>();
    while (queries.size() < queryCount) {
      byte[] body = lines.get(random.nextInt(lines.size())).body();
      Set<String> words = new LinkedHashSet<>();
      new Tokenizer()
          .tokenize(
              body,
              0,
              body.length,
              (token, length, id) ->
                  words.add(new String(token, 0, length, StandardCharsets.UTF_8)));
      List<String> shuffled = new ArrayList<>(words);
      java.util.Collections.shuffle(shuffled, random);
      if (shuffled.size() >= 3) {
        queries.add(shuffled.subList(0, 3));
      }
    }
    return queries;
  }

  private void run(SegmentIndex index, int size, List<List<String>> queries, int words)
      throws IOException {
    long candidates = 0;
    long matching = 0;
    long read = 0;
    long needed = 0;
    long indexNanos = 0;
    long readNanos = 0;
    for (List<String> query : queries) {
      List<String> wanted = query.subList(0, words);
      long began = THREADS.getCurrentThreadCpuTime();
      BitSet granules =
          index.candidates(
              new IndexQuery.AllOf(
                  wanted.stream().map(w -> TermQueries.literal(w, true, true)).toList()));
      long found = THREADS.getCurrentThreadCpuTime();
      BitSet rows = match(granules, size, wanted);
      readNanos += THREADS.getCurrentThreadCpuTime() - found;
      indexNanos += found - began;
      candidates += (long) granules.cardinality() * size;
      matching += (long) groups(rows.stream().map(row -> row / size)) * size;
      read += groups(granules.stream().map(granule -> granule * size / BLOCK_ROWS));
      needed += groups(rows.stream().map(row -> row / BLOCK_ROWS));
    }
    double all = (double) lines.size() * queries.size();
    System.out.printf(
        " | %d: %5.2f (%5.2f) · %5.1f (%5.1f) · %.3f + %.2f",
        words,
        100 * candidates / all,
        100 * matching / all,
        (double) read / queries.size(),
        (double) needed / queries.size(),
        indexNanos / 1e6 / queries.size(),
        readNanos / 1e6 / queries.size());
  }

  private static int groups(java.util.stream.IntStream numbers) {
    return (int) numbers.distinct().count();
  }

  /** Reads the blocks with candidates and tests only the rows of these. */
  private BitSet match(BitSet granules, int size, List<String> wanted) {
    TextPattern[] patterns =
        wanted.stream().map(w -> TextPattern.words(w, false)).toArray(TextPattern[]::new);
    BitSet found = new BitSet();
    int perBlock = BLOCK_ROWS / size;
    for (int block = 0; block < blocks.size(); block++) {
      BitSet here = granules.get(block * perBlock, (block + 1) * perBlock);
      if (!here.isEmpty()) {
        StoredRows rows = new StoredRows(MemorySegment.ofArray(blocks.get(block)));
        if (rows.column(BODY) instanceof BytesColumn bodies) {
          match(bodies, here, size, patterns, block * BLOCK_ROWS, found);
        }
      }
    }
    return found;
  }

  private static void match(
      BytesColumn bodies, BitSet here, int size, TextPattern[] patterns, int base, BitSet found) {
    for (int granule = here.nextSetBit(0); granule >= 0; granule = here.nextSetBit(granule + 1)) {
      for (int row = granule * size; row < (granule + 1) * size; row++) {
        int entry = bodies.entry(row);
        int from = bodies.start(entry);
        int to = bodies.end(entry);
        if (Arrays.stream(patterns).allMatch(p -> p.matches(bodies.bytes(), from, to))) {
          found.set(base + row);
        }
      }
    }
  }
}
