package dev.clew.notation.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of a function. The readers of arguments check their number and their types, with Go's
 * messages.
 *
 * @param <C> what the template is filled in from
 */
public final class Call<C> {
  /** Runs a template of those that are defined. */
  interface Templates {
    String run(String name, @Nullable Object data);
  }

  private final String function;
  private final List<@Nullable Object> values;
  private final C context;
  private final Dialect.Limits limits;
  private final Templates templates;

  Call(
      String function,
      List<@Nullable Object> values,
      C context,
      Dialect.Limits limits,
      Templates templates) {
    this.function = function;
    this.values = values;
    this.context = context;
    this.limits = limits;
    this.templates = templates;
  }

  public C context() {
    return context;
  }

  /** The name it was called by. */
  public String function() {
    return function;
  }

  /** Characters that a text may have. */
  public int longest() {
    return limits.longest();
  }

  public int count() {
    return values.size();
  }

  public @Nullable Object value(int index) {
    return values.get(index);
  }

  public List<@Nullable Object> values() {
    return values;
  }

  public List<@Nullable Object> from(int index) {
    return values.subList(index, values.size());
  }

  /** An argument that must be text. */
  public String text(int index) {
    if (values.get(index) instanceof String text) {
      return text;
    }
    throw wrongType("string", index);
  }

  /** The output of a {@code define}d template. */
  public String template(String name, @Nullable Object data) {
    return templates.run(name, data);
  }

  /** Checks the number of arguments. */
  public Call<C> takes(int count) {
    if (values.size() != count) {
      throw new FunctionException(
          "wrong number of args for " + function + ": want " + count + " got " + values.size());
    }
    return this;
  }

  public Call<C> takesAtLeast(int count) {
    if (values.size() < count) {
      throw new FunctionException(
          "wrong number of args for "
              + function
              + ": want at least "
              + count
              + " got "
              + values.size());
    }
    return this;
  }

  /** For what a function finds wrong with its arguments. */
  public FunctionException failure(String message) {
    return new FunctionException("error calling " + function + ": " + message);
  }

  public FunctionException wrongType(String expected, int index) {
    return new FunctionException(
        "wrong type for value; expected " + expected + "; got " + GoFormat.type(values.get(index)));
  }
}
