package dev.clew.storage.block;

import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Deletions that are asked for twice: the first time says how many rows it would take, the second
 * one has to say that number. A filter that wants everything need not look like it ({@code
 * service:*}, {@code severity>=0}, {@code -a:b}), so what counts is what it matches.
 *
 * <p>What comes in between the two is not deleted: the second deletes what the first has counted.
 * Questions are remembered for a while only; later the number has to be that of the rows of then.
 * Thread-safe.
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
  public static final class UnconfirmedException extends RuntimeException {
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

    /** The question in Clew's own API; its status is 409. */
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
   * @param confirmed how many rows are meant to be deleted, or -1 when that was not said
   * @param always whether the number is needed for a few rows, too; or for most of all only
   * @throws QueryException when the filter cannot be kept, or counting takes too much
   */
  public Outcome delete(
      String request, Filter filter, TimeRange range, long confirmed, boolean always)
      throws IOException {
    Question asked = remembered(request);
    if (asked == null || asked.extent().matching() != confirmed) {
      asked = ask(filter, range);
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

  private Question ask(Filter filter, TimeRange range) throws IOException {
    Filter fixed = store.fixed(filter);
    store.deleting.check(fixed);
    Deleting.Mark mark = store.deleting.mark();
    long[] matching = {0};
    ScanReport report =
        store.scan(
            fixed,
            range,
            QueryLimits.DEFAULT,
            row -> {
              if (row.sequence() < mark.sequence()) {
                matching[0]++;
              }
              return true;
            });
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
