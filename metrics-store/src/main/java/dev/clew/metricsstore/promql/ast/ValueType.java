package dev.clew.metricsstore.promql.ast;

/** What an expression evaluates to. */
public enum ValueType {
  SCALAR("scalar", "scalar"),
  VECTOR("instant vector", "vector"),
  MATRIX("range vector", "matrix"),
  STRING("string", "string");

  private final String documented;
  private final String api;

  ValueType(String documented, String api) {
    this.documented = documented;
    this.api = api;
  }

  /** As the documentation and error messages call it. */
  public String documented() {
    return documented;
  }

  /** As the HTTP API calls it. */
  public String api() {
    return api;
  }
}
