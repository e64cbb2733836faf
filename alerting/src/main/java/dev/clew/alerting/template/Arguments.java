package dev.clew.alerting.template;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call. The readers check the number of arguments and the type, with Go's
 * messages.
 */
final class Arguments {
  private final String function;
  private final List<@Nullable Object> values;

  Arguments(String function, List<@Nullable Object> values) {
    this.function = function;
    this.values = values;
  }

  int count() {
    return values.size();
  }

  @Nullable Object value(int index) {
    return values.get(index);
  }

  List<@Nullable Object> values() {
    return values;
  }

  List<@Nullable Object> from(int index) {
    return values.subList(index, values.size());
  }

  String text(int index, int count) {
    check(count);
    if (values.get(index) instanceof String text) {
      return text;
    }
    throw wrongType("string", index);
  }

  /** A number, or text that is one. */
  double number(int index, int count) {
    check(count);
    return switch (values.get(index)) {
      case Double number -> number;
      case Long number -> number;
      case Duration duration -> duration.toNanos() / 1e9;
      case String text -> guarded(() -> GoNumber.parseFloat(text));
      case null -> throw failure("can't convert <nil> to float");
      case Object other -> throw failure("can't convert " + GoFormat.type(other) + " to float");
    };
  }

  QuerySample sample(int index, int count) {
    check(count);
    if (values.get(index) instanceof QuerySample sample) {
      return sample;
    }
    throw wrongType("*template.sample", index);
  }

  List<QuerySample> samples(int index, int count) {
    check(count);
    if (!(values.get(index) instanceof List<?> items)) {
      throw wrongType("template.queryResult", index);
    }
    List<QuerySample> samples = new ArrayList<>();
    items.forEach(item -> samples.add((QuerySample) item));
    return samples;
  }

  void check(int count) {
    if (values.size() != count) {
      throw new FunctionException(
          "wrong number of args for " + function + ": want " + count + " got " + values.size());
    }
  }

  void checkAtLeast(int count) {
    if (values.size() < count) {
      throw new FunctionException(
          "wrong number of args for "
              + function
              + ": want at least "
              + count
              + " got "
              + values.size());
    }
  }

  FunctionException failure(String message) {
    return new FunctionException("error calling " + function + ": " + message);
  }

  /** Adds the function's name to what the body refuses. */
  <T> T guarded(Supplier<T> body) {
    try {
      return body.get();
    } catch (FunctionException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith("error calling ") ? e : failure(message);
    }
  }

  private FunctionException wrongType(String expected, int index) {
    return new FunctionException(
        "wrong type for value; expected " + expected + "; got " + GoFormat.type(values.get(index)));
  }
}
