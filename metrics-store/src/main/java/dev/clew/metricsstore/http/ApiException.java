package dev.clew.metricsstore.http;

import com.linecorp.armeria.common.HttpStatus;

/** A request that is answered with an error of Prometheus' API. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Kinds of errors as Prometheus names them. */
  enum Type {
    BAD_DATA("bad_data", 400),
    EXECUTION("execution", 422),
    CANCELED("canceled", 499),
    TIMEOUT("timeout", 503),
    BUSY("unavailable", 429),
    INTERNAL("internal", 500),
    UNAVAILABLE("unavailable", 503),
    NOT_FOUND("not_found", 404);

    private final String text;
    private final int status;

    Type(String text, int status) {
      this.text = text;
      this.status = status;
    }

    String text() {
      return text;
    }

    HttpStatus status() {
      return HttpStatus.valueOf(status);
    }
  }

  private final Type type;

  ApiException(Type type, String message) {
    super(message, null, false, false);
    this.type = type;
  }

  ApiException(String message) {
    this(Type.BAD_DATA, message);
  }

  static ApiException parameter(String name, String problem) {
    return new ApiException("invalid parameter \"" + name + "\": " + problem);
  }

  Type type() {
    return type;
  }
}
