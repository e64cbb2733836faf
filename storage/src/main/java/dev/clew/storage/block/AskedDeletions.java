package dev.clew.storage.block;

import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.model.seam.ReadyAnswer;
import dev.clew.storage.block.life.Deleting;
import dev.clew.storage.block.scan.BlockFacts;
import dev.clew.storage.block.scan.BlockSlice;
import dev.clew.storage.block.scan.SliceVisitor;
import dev.clew.storage.rows.Deletion;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.Row;
import dev.clew.storage.rows.ScanReport;
import dev.clew.storage.rows.WantedRows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Deletions that are asked for twice: the first time says how many rows it would take, the second
 * one has to say that number. A filter that wants everything need not look like it ({@code
 * service:*}, {@code severity>=0}, {@code -a:b}), so what counts is what it matches.
 *
 * <p>What comes in between the two is not deleted: the second deletes what the first has counted.
 * Nor is what comes while the first counts: what is wanted is worked out after it was settled which
 * rows there are, and what is looked at row by row are those that will be deleted. Questions are
 * remembered for a while only; later the number has to be that of the rows of then. Thread-safe.
 */
public final class AskedDeletions {
  /** As long as a person may look at the number. */
  private static final Duration REMEMBERED = Duration.ofMinutes(15);

  /** Questions that are remembered; of more, the oldest are forgotten. */
  private static final int MOST = 100;

  private final BlockStore store;
  private final Clock clock;

  /** Guarded by itself; in the order of asking. */
  private final Map<String, Question> questions =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Question> eldest) {
          return size() > MOST;
        }
      };

  private record Question(Filter fixed, TimeRange range, Deleting.Mark mark, Extent extent) {}

  /**
   * How much a deletion takes.
   *
   * @param matching rows that it would delete
   * @param rows all that are stored in its range
   */
  public record Extent(long matching, long rows) {
    /** More than half of what there is. */
    public boolean isMost() {
      return matching > rows - matching;
    }
  }

  /**
   * What came of asking.
   *
   * @param deletion null while the number is missing or another one
   */
  public record Outcome(Extent extent, @Nullable Deletion deletion) {
    /**
     * @param rows what a row is called, in the plural
     * @throws UnconfirmedException when the number is missing or another one
     */
    public Deletion orAsk(String rows) {
      if (deletion == null) {
        throw new UnconfirmedException(extent, rows);
      }
      return deletion;
    }
  }

  /** Nothing was deleted yet; the message asks for the number. */
  public static final class UnconfirmedException extends RuntimeException implements ReadyAnswer {
    private static final long serialVersionUID = 1L;

    private final transient Extent extent;

    UnconfirmedException(Extent extent, String rows) {
      super(
          "Nothing was deleted yet. "
              + extent.matching()
              + " of the "
              + extent.rows()
              + " "
              + rows
              + " of this time would be deleted for good; ask again with confirm="
              + extent.matching()
              + " to do so.",
          null,
          false,
          false);
      this.extent = extent;
    }

    @Override
    public int httpStatus() {
      return 409;
    }

    /** The question. */
    @Override
    public byte[] json() {
      String body =
          "{\"error\":{\"message\":\""
              + getMessage()
              + "\"},\"state\":\"unconfirmed\",\"matching\":"
              + extent.matching()
              + ",\"rows\":"
              + extent.rows()
              + "}";
      return body.getBytes(StandardCharsets.UTF_8);
    }
  }

  public AskedDeletions(BlockStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * @param request the request in its own words, without the number: what is asked twice
   * @param wanted asked once it is settled which rows there are. A store deletes by filters: unless
   *     all rows of the filter pass the test, nothing is deleted
   * @param confirmed how many rows are meant to be deleted, or -1 when that was not said
   * @param always whether the number is needed for a few rows, too; or for most of all only
   * @throws QueryException when the filter cannot be kept, or wants more than is wanted, or
   *     counting takes too much
   */
  public Outcome delete(
      String request, Supplier<WantedRows> wanted, TimeRange range, long confirmed, boolean always)
      throws IOException {
    Question asked = remembered(request);
    if (asked == null || asked.extent().matching() != confirmed) {
      asked = ask(wanted, range);
    }
    Extent extent = asked.extent();
    boolean needed = extent.matching() > 0 && (always || extent.isMost());
    if (needed && extent.matching() != confirmed) {
      synchronized (questions) {
        questions.remove(request);
        questions.put(request, asked);
      }
      return new Outcome(extent, null);
    }
    synchronized (questions) {
      questions.remove(request);
    }
    return new Outcome(extent, store.deleting.delete(asked.fixed(), asked.range(), asked.mark()));
  }

  /**
   * The number of a request's parameter {@code confirm}.
   *
   * @return -1 when there is none
   */
  public static long confirmed(String text) {
    if (text.isEmpty()) {
      return -1;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw new QueryException(
          QueryException.Kind.SYNTAX,
          "confirm: \"" + text + "\" (expected: the number of rows that the answer before named)",
          -1);
    }
    return Long.parseLong(text);
  }

  private @Nullable Question remembered(String request) {
    synchronized (questions) {
      Question question = questions.get(request);
      boolean old =
          question != null && clock.millis() - question.mark().millis() > REMEMBERED.toMillis();
      return old ? null : question;
    }
  }

  private Question ask(Supplier<WantedRows> asked, TimeRange range) throws IOException {
    Deleting.Mark mark = store.deleting.mark();
    WantedRows wanted = asked.get();
    Filter fixed = store.fixed(wanted.filter());
    store.deleting.check(fixed);
    Predicate<Row> test = wanted.test();
    long[] matching = {0};
    boolean[] differs = {false};
    ScanReport report =
        store.scan(
            fixed,
            range,
            QueryLimits.DEFAULT,
            row -> {
              if (row.sequence() < mark.sequence()) {
                matching[0]++;
                differs[0] = test != null && !test.test(row);
              }
              return !differs[0];
            });
    if (differs[0]) {
      throw new QueryException(
          QueryException.Kind.EXECUTION,
          "query: it does not want all rows of the filter that would delete them, "
              + fixed
              + " (expected: a query by selectors, line filters and label filters of text)",
          -1);
    }
    Rows rows = new Rows();
    ScanReport all = store.slices(Filter.all(), range, QueryLimits.DEFAULT, rows);
    String partial = report.partial() != null ? report.partial() : all.partial();
    if (partial != null) {
      throw new QueryException(
          QueryException.Kind.LIMIT,
          "the rows could not be counted: " + partial + " (expected: a shorter range)",
          -1);
    }
    return new Question(
        fixed, range, mark, new Extent(matching[0], Math.max(matching[0], rows.count)));
  }

  /** Counts, whole blocks without reading them. */
  private static final class Rows implements SliceVisitor {
    private long count;

    @Override
    public boolean visitWhole(BlockFacts facts) {
      count += facts.rows();
      return true;
    }

    @Override
    public boolean visit(BlockSlice slice) {
      count += slice.rows().cardinality();
      return true;
    }
  }
}
