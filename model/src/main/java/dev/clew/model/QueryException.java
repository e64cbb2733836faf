package dev.clew.model;

/**
 * The user's query is wrong or asks for too much. The message says what was wrong and what would be
 * right; it is shown to people as it is.
 */
public class QueryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of fault, with the HTTP status that goes with it. */
  public enum Kind {
    /** The text cannot be understood. */
    SYNTAX(400),
    /** It is understood, but cannot be evaluated. */
    EXECUTION(422),
    /** It asks for more than a limit allows. */
    LIMIT(422),
    /** It needs more memory than there is for it, now or ever; the message says which. */
    MEMORY(422),
    /** So many queries run and wait already that it was not begun. */
    BUSY(429),
    /** It took longer than allowed. */
    TIMEOUT(503),
    /** The caller went away. */
    CANCELED(503);

    private final int httpStatus;

    Kind(int httpStatus) {
      this.httpStatus = httpStatus;
    }

    public int httpStatus() {
      return httpStatus;
    }
  }

  private final Kind kind;
  private final int position;

  /**
   * @param position offset of the fault in the query text, counted in characters from 0; -1 when it
   *     has none
   */
  public QueryException(Kind kind, String message, int position) {
    super(message);
    this.kind = kind;
    this.position = position;
  }

  public Kind kind() {
    return kind;
  }

  public int position() {
    return position;
  }
}
