package dev.clew.model;

/** The instrumentation scope (library) that made a record. Name and version may be empty. */
public record Scope(String name, String version, Attributes attributes) {
  public static final Scope EMPTY = new Scope("", "", Attributes.EMPTY);
}
