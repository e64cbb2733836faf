package dev.clew.model.seam;

/** An exception that is an answer of Clew's own API, such as a question back. */
public interface ReadyAnswer {
  int httpStatus();

  /** The whole body. */
  byte[] json();
}
