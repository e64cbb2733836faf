package dev.clew.demo;

/** A request that a service refuses or cannot serve, with the HTTP status that says so. */
final class ShopException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  ShopException(int status, String message) {
    super(message);
    this.status = status;
  }

  ShopException(int status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  int status() {
    return status;
  }
}
