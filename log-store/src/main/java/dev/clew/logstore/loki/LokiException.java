package dev.clew.logstore.loki;

import com.linecorp.armeria.common.HttpStatus;

/** A request that is answered with a status and a sentence. */
final class LokiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient HttpStatus status;

  LokiException(HttpStatus status, String message) {
    super(message, null, false, false); // made for callers, not for stack traces
    this.status = status;
  }

  static LokiException badRequest(String message) {
    return new LokiException(HttpStatus.BAD_REQUEST, message);
  }

  HttpStatus status() {
    return status;
  }
}
