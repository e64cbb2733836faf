package dev.clew.notation.template;

/** A value whose type has a name of its own in messages. */
public interface Typed {
  /** As Go writes it: {@code map[string]string}. */
  String typeName();
}
