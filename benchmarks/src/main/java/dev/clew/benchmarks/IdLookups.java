package dev.clew.benchmarks;

import dev.clew.storage.index.IdSet;
import dev.clew.storage.index.IdTableWriter;
import dev.clew.storage.index.IndexQuery;
import dev.clew.storage.index.IndexTerms;
import dev.clew.storage.index.SegmentIndex;
import dev.clew.storage.index.SegmentIndexWriter;
import dev.clew.storage.index.TermQueries;
import dev.clew.storage.index.TermSet;
import dev.clew.storage.index.Terms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What looking up IDs costs over many segments: {@code --segments 200}, {@code --ids 250k} of each,
 * {@code --directory DIR} for the files.
 */
public final class IdLookups {
  private static final int BLOCK_IDS = 8192;
  private static final int ROUNDS = 50;

  private IdLookups() {}

  public static void main(String... arguments) throws IOException {
    CommandLine line = CommandLine.parse(arguments);
    int segments = (int) line.number("--segments", 200);
    int ids = (int) line.number("--ids", 250_000);
    Path directory = Path.of(line.required("--directory"));
    List<SegmentIndex> open = new ArrayList<>();
    for (int segment = 0; segment < segments; segment++) {
      Path path = directory.resolve(Integer.toString(segment));
      if (!Files.exists(path.resolve("ids"))) {
        write(path, segment, ids);
      }
      open.add(new SegmentIndex(path.resolve("index"), path.resolve("ids")));
    }
    SplittableRandom random = new SplittableRandom(7);
    System.out.printf("%,d IDs in %d segments%n", (long) segments * ids, segments);
    for (int count : new int[] {1, 10, 100, 1000}) {
      double millis = 0;
      int found = 0;
      for (int round = 0; round < ROUNDS; round++) {
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          wanted.add(id(random.nextInt(segments), random.nextInt(ids)));
        }
        IndexQuery query = TermQueries.ids(wanted);
        long began = System.nanoTime();
        found = 0;
        for (SegmentIndex index : open) {
          found += index.candidates(query).cardinality();
        }
        millis += round < ROUNDS / 2 ? 0 : (System.nanoTime() - began) / 1e6;
      }
      System.out.printf(
          "%,5d IDs: %.3f ms, %d candidate blocks%n", count, millis / (ROUNDS / 2), found);
    }
    for (SegmentIndex index : open) {
      index.close();
    }
  }

  private static String id(int segment, int number) {
    SplittableRandom random = new SplittableRandom(((long) segment << 32) | number);
    return String.format("%016x%016x", random.nextLong(), random.nextLong());
  }

  private static void write(Path path, int segment, int ids) throws IOException {
    Files.createDirectories(path);
    IdTableWriter table = new IdTableWriter();
    int blocks = Math.ceilDiv(ids, BLOCK_IDS);
    try (SegmentIndexWriter writer = new SegmentIndexWriter(path.resolve("index"))) {
      for (int block = 0; block < blocks; block++) {
        IdSet set = new IdSet();
        for (int i = block * BLOCK_IDS; i < Math.min(ids, (block + 1) * BLOCK_IDS); i++) {
          byte[] bytes = id(segment, i).getBytes(StandardCharsets.UTF_8);
          set.add(Terms.idHash(bytes, bytes.length));
        }
        table.add(block, set.compact());
        TermSet terms = new TermSet();
        new Terms().word(new byte[] {'a'}, 1, terms);
        writer.add(new IndexTerms(terms.compact(), new IdSet(), List.of()), new byte[0]);
      }
      writer.finish();
    }
    table.write(path.resolve("ids"), blocks);
  }
}
