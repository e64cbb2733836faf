package dev.clew.storage.rows;

import dev.clew.model.query.Filter;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a filter, and of them those that pass a test: of what no filter can say.
 *
 * @param filter wants all rows that are wanted, and more when there is a test
 * @param test null when the filter wants exactly what is wanted; asked by one thread at a time
 */
public record WantedRows(Filter filter, @Nullable Predicate<Row> test) {
  /** Exactly the rows of a filter. */
  public static WantedRows of(Filter filter) {
    return new WantedRows(filter, null);
  }
}
