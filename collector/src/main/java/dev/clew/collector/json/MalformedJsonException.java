package dev.clew.collector.json;

/** Text that is not JSON, or not what was expected of it; the message says where. */
public final class MalformedJsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedJsonException(String message) {
    super(message, null, false, false); // made for senders, not for stack traces
  }
}
