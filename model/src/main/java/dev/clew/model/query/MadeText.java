package dev.clew.model.query;

import dev.clew.model.QueryException;

/**
 * A text that a function of a query language makes, of bounded length: whoever applies a function
 * to its own result doubles a text with each round, and thirty rounds fit into a short query. The
 * length is checked before a part is added. Used by one thread.
 */
public final class MadeText {
  /**
   * Of a label's value: eight times what is taken from senders ({@code metrics.max_label_length}),
   * so that several may be joined.
   */
  public static final int LONGEST_LABEL = 64 << 10;

  /** Of a log line: as long as the longest that is taken from senders by default. */
  public static final int LONGEST_LINE = 1 << 20;

  private final String function;
  private final int most;
  private final StringBuilder out = new StringBuilder();

  /**
   * @param function for the message, such as {@code label_replace()}
   * @param most characters
   */
  public MadeText(String function, int most) {
    this.function = function;
    this.most = most;
  }

  /**
   * Adds a part.
   *
   * @throws QueryException when the text would be too long
   */
  public MadeText append(CharSequence text) {
    check(function, (long) out.length() + text.length(), most);
    out.append(text);
    return this;
  }

  /** Adds a part of a text. */
  public MadeText append(CharSequence text, int from, int to) {
    check(function, (long) out.length() + to - from, most);
    out.append(text, from, to);
    return this;
  }

  public MadeText append(char c) {
    check(function, out.length() + 1L, most);
    out.append(c);
    return this;
  }

  /**
   * @throws QueryException when so many characters are too many
   */
  public static void check(String function, long length, int most) {
    if (length > most) {
      throw new QueryException(
          QueryException.Kind.LIMIT,
          function
              + ": a text of "
              + length
              + " characters or more (expected: at most "
              + most
              + ")",
          -1);
    }
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
