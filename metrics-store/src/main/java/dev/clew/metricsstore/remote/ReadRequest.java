package dev.clew.metricsstore.remote;

import dev.clew.metricsstore.regex.ValueMatcher;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.LabelMatcher.Operator;
import dev.clew.model.QueryException;
import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.model.otlp.ProtoCursor;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code prometheus.ReadRequest} (prompb/remote.proto). Hints are left out: what they allow to skip
 * is not much where samples are read by time anyway.
 *
 * @param accepted the response types that the reader takes, the best first; never empty
 */
record ReadRequest(List<Query> queries, List<ResponseType> accepted) {
  /** More than one evaluation asks for at once. */
  private static final int MOST_QUERIES = 1_000;

  /** How samples are answered. */
  enum ResponseType {
    SAMPLES(0),
    STREAMED_XOR_CHUNKS(1);

    private final int number;

    ResponseType(int number) {
      this.number = number;
    }
  }

  /** One selector with its inclusive range. */
  record Query(long startMillis, long endMillis, List<LabelMatcher> matchers) {
    Query {
      matchers = List.copyOf(matchers);
    }
  }

  ReadRequest {
    queries = List.copyOf(queries);
    accepted = accepted.isEmpty() ? List.of(ResponseType.SAMPLES) : List.copyOf(accepted);
  }

  /**
   * @throws QueryException when it is not such a message
   */
  static ReadRequest parse(byte[] protobuf) {
    ProtoCursor cursor = new ProtoCursor().reset(protobuf, 0, protobuf.length);
    List<Query> queries = new ArrayList<>();
    List<ResponseType> accepted = new ArrayList<>();
    boolean named = false;
    try {
      while (cursor.next()) {
        switch (cursor.field()) {
          case 1 -> {
            int outer = cursor.enter();
            queries.add(query(cursor));
            cursor.leave(outer);
          }
          case 2 -> {
            named = true;
            accepted(cursor, accepted);
          }
          default -> cursor.skip();
        }
        if (queries.size() > MOST_QUERIES) {
          throw wrong("more than " + MOST_QUERIES + " queries in one request");
        }
      }
    } catch (MalformedProtobufException e) {
      throw wrong("not a prometheus.ReadRequest: " + e.getMessage());
    }
    if (named && accepted.isEmpty()) {
      throw wrong(
          "accepted_response_types: none that is known (expected: SAMPLES or STREAMED_XOR_CHUNKS)");
    }
    return new ReadRequest(queries, accepted);
  }

  private static void accepted(ProtoCursor cursor, List<ResponseType> accepted) {
    if (cursor.wireType() == ProtoCursor.VARINT) {
      accept(cursor.varint(), accepted);
      return;
    }
    int outer = cursor.enter();
    while (cursor.position() < cursor.limit()) {
      accept(cursor.varint(), accepted);
    }
    cursor.leave(outer);
  }

  private static void accept(long type, List<ResponseType> accepted) {
    for (ResponseType known : ResponseType.values()) {
      if (known.number == type && !accepted.contains(known)) {
        accepted.add(known);
      }
    }
  }

  private static Query query(ProtoCursor cursor) {
    long start = 0;
    long end = 0;
    List<LabelMatcher> matchers = new ArrayList<>();
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> start = cursor.varintField();
        case 2 -> end = cursor.varintField();
        case 3 -> {
          int outer = cursor.enter();
          matchers.add(matcher(cursor));
          cursor.leave(outer);
        }
        default -> cursor.skip();
      }
    }
    return new Query(start, end, matchers);
  }

  private static LabelMatcher matcher(ProtoCursor cursor) {
    long type = 0;
    String name = "";
    String value = "";
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> type = cursor.varintField();
        case 2 -> name = cursor.string();
        case 3 -> value = cursor.string();
        default -> cursor.skip();
      }
    }
    Operator[] operators = Operator.values();
    if (type < 0 || type >= operators.length) {
      throw wrong("matcher of type " + type + " (expected: 0 to 3)");
    }
    LabelMatcher matcher = new LabelMatcher(name, operators[(int) type], value);
    ValueMatcher _ = ValueMatcher.of(matcher); // says what is wrong with an expression
    return matcher;
  }

  private static QueryException wrong(String message) {
    return new QueryException(QueryException.Kind.SYNTAX, message, -1);
  }
}
