package dev.clew.packaging.saved;

import dev.clew.model.QueryException;

/**
 * A search with a name.
 *
 * @param page where it belongs: {@code logs}
 * @param state the query part of the page's address: {@code query=payment+failed&from=now-1h}
 * @param updatedNanos when it was last changed, nanoseconds since the Unix epoch
 */
public record SavedSearch(String id, String name, String page, String state, long updatedNanos) {
  /** Longer names do not fit on a button. */
  private static final int LONGEST_NAME = 200;

  private static final int LONGEST_PAGE = 40;

  /** As long as a query may be, and the rest of the address. */
  private static final int LONGEST_STATE = 20_000;

  public SavedSearch {
    check("name", name, LONGEST_NAME);
    check("page", page, LONGEST_PAGE);
    check("state", state, LONGEST_STATE);
  }

  private static void check(String what, String text, int longest) {
    if (text.isBlank() || text.length() > longest) {
      throw new QueryException(
          QueryException.Kind.SYNTAX,
          what + ": " + text.length() + " characters (expected: 1 to " + longest + ")",
          -1);
    }
  }
}
