package dev.clew.logstore.pipeline.template;

/** No value. */
enum Nil {
  NIL;

  @Override
  public String toString() {
    return "<no value>";
  }
}
