package dev.clew.benchmarks.attack;

/**
 * What the appliance answered.
 *
 * @param status 0 when the connection was closed without an answer
 */
public record Answer(int status, String body) {
  private static final int SHOWN = 160;

  /**
   * Fails unless the status is one of these and the answer says nothing of the inside.
   *
   * @return the answer, shortened
   */
  public String expect(Integer... allowed) {
    if (!java.util.List.of(allowed).contains(status)) {
      throw new AssertionError(
          "answered " + this + " (expected: " + java.util.Arrays.toString(allowed) + ")");
    }
    // What was found may well be somebody's stack trace.
    boolean refused = status >= 400;
    if (refused
        && (body.contains("\tat ") || body.contains("Exception:") || body.contains("Error:"))) {
      throw new AssertionError("shows the inside: " + this);
    }
    return toString();
  }

  /** Whether the connection ended in the middle of a body of chunks. */
  boolean isCutOff() {
    return status == 0 && body.contains("chunked transfer encoding");
  }

  /** As {@link #expect}, and the body is JSON. */
  String expectJson(Integer... allowed) {
    expect(allowed);
    if (!body.stripLeading().startsWith("{")) {
      throw new AssertionError("not JSON: " + this);
    }
    return toString();
  }

  @Override
  public String toString() {
    String line = body.strip().replaceAll("\\s+", " ");
    return status + " " + (line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line);
  }
}
