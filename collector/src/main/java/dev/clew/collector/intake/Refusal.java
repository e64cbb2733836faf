package dev.clew.collector.intake;

/**
 * Why a request was not taken, in words that its sender can act on.
 *
 * @param reason what is wrong, without a full stop
 * @param remedy what to change, a whole sentence
 */
public record Refusal(Kind kind, String reason, String remedy) {
  /** The kinds of refusal with their HTTP status and gRPC status code. */
  public enum Kind {
    MALFORMED("malformed", 400, 3),
    WRONG_PATH("wrong_path", 404, 12),
    WRONG_METHOD("wrong_method", 405, 12),
    WRONG_PROTOCOL("wrong_protocol", 415, 12),
    CONTENT_TYPE("content_type", 415, 3),
    CONTENT_ENCODING("content_encoding", 415, 12),
    TOO_LARGE("too_large", 413, 8),
    TOO_SLOW("too_slow", 408, 4),
    TOO_MANY_REQUESTS("too_many_requests", 429, 8),
    TOO_MANY_CONNECTIONS("too_many_connections", 429, 8),
    NO_MEMORY("no_memory", 503, 14),
    BUFFER_FULL("buffer_full", 503, 14),
    DISK_FAILED("disk_failed", 503, 14),
    /** Part of a request: the rest of it was taken. */
    RECORD_LIMIT("record_limit", 200, 0),
    /** Likewise: records that are too old to be kept, or too far ahead. */
    OUT_OF_RETENTION("out_of_retention", 200, 0),
    /** Likewise: records without an ID that they need. */
    MALFORMED_ID("malformed_id", 200, 0),
    /** Records were taken without a trace or span ID that was none. */
    LOST_CONTEXT("lost_context", 200, 0),
    /** Likewise, by protocols that answer with an error then. */
    INVALID_RECORDS("invalid_records", 400, 3),
    /** Part of a request that no store has a place for, such as texts among metrics. */
    SKIPPED("skipped", 204, 0),
    ORIGIN("origin", 403, 7),
    INTERNAL("internal", 500, 13);

    private final String id;
    private final int httpStatus;
    private final int grpcCode;

    Kind(String id, int httpStatus, int grpcCode) {
      this.id = id;
      this.httpStatus = httpStatus;
      this.grpcCode = grpcCode;
    }

    /** Lower-case name for metric labels. */
    public String id() {
      return id;
    }

    public int httpStatus() {
      return httpStatus;
    }

    public int grpcCode() {
      return grpcCode;
    }

    /** Whether the same request may be taken a little later: senders are told to try again. */
    public boolean retryable() {
      return switch (this) {
        case TOO_MANY_REQUESTS, TOO_MANY_CONNECTIONS, NO_MEMORY, BUFFER_FULL, DISK_FAILED -> true;
        default -> false;
      };
    }
  }

  /** How long senders are asked to wait before they try again. */
  public static final int RETRY_SECONDS = 5;

  /** Both sentences. */
  public String message() {
    return reason + ". " + remedy;
  }
}
