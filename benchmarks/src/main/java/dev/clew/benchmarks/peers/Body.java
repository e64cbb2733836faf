package dev.clew.benchmarks.peers;

/** Makes one request of the present values of some instances. Not thread-safe. */
interface Body {
  void add(Instance instance, long timeMillis);

  /** The request's bytes; the next one starts empty. */
  byte[] take();

  String contentType();

  /** An encoding of the content besides plain, or empty. */
  String encoding();
}
