package dev.clew.metricsstore.http;

/** A request that Prometheus would answer with {@code bad_data}. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ApiException(String message) {
    super(message, null, false, false);
  }

  static ApiException parameter(String name, String problem) {
    return new ApiException("invalid parameter \"" + name + "\": " + problem);
  }
}
