package dev.clew.correlation;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * By what a record is part of an answer.
 *
 * @param words for people, such as {@code log attribute order.id}
 * @param field the name of the field that has the ID, null when it stands in none
 */
public record Evidence(Kind kind, String words, @Nullable String field) {
  /** The strongest first. */
  public enum Kind {
    /** The ID under a correlation key, or under the key that was asked for. */
    KEY,
    /** The ID as the value of a field that is no correlation key. */
    FIELD,
    /** The ID as words in a text. */
    TEXT,
    /** The record belongs to a trace of which another record has the ID. */
    TRACE;

    /** As the API spells it. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Evidence key(String words, String field) {
    return new Evidence(Kind.KEY, words, field);
  }

  static Evidence field(String words, String field) {
    return new Evidence(Kind.FIELD, words, field);
  }

  static Evidence text(String words) {
    return new Evidence(Kind.TEXT, words, null);
  }

  static Evidence trace(String words) {
    return new Evidence(Kind.TRACE, words, null);
  }
}
