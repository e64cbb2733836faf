package dev.clew.logstore.pipeline.template;

import dev.clew.logstore.pipeline.Line;
import dev.clew.logstore.pipeline.template.Node.Command;
import dev.clew.logstore.pipeline.template.Node.Operand;
import dev.clew.logstore.pipeline.template.Node.Pipeline;
import dev.clew.model.QueryException;
import dev.clew.model.query.MadeText;
import java.time.Clock;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Fills in a template for one line. */
final class Execution {
  /** A line that takes more is not for reading. */
  static final int LONGEST = MadeText.LONGEST_LINE;

  static final String TOO_MUCH =
      "the template makes too much of this line (expected: at most " + LONGEST + " characters)";

  /** Of all texts that functions make of a line: variables may keep them. */
  private static final long MOST_MADE = 4L * LONGEST;

  private static final int MOST_STEPS = 100_000;

  private final Line line;
  private final Clock clock;
  private final StringBuilder out = new StringBuilder();
  private final List<Variable> variables = new ArrayList<>();
  private Object dot;
  private int steps;
  private long made;

  private static final class Variable {
    private final String name;
    private Object value;

    Variable(String name, Object value) {
      this.name = name;
      this.value = value;
    }
  }

  /** How a list of nodes ended. */
  private enum End {
    DONE,
    BREAK,
    CONTINUE
  }

  Execution(Line line, Clock clock) {
    this.line = line;
    this.clock = clock;
    this.dot = line;
    variables.add(new Variable("$", line));
  }

  /** Functions that need the line or the clock. */
  static boolean isOwn(String function) {
    return switch (function) {
      case "__line__", "__timestamp__", "now", "and", "or" -> true;
      default -> false;
    };
  }

  String run(List<Node> nodes) {
    all(nodes);
    if (out.length() > LONGEST) {
      throw new TemplateException(TOO_MUCH);
    }
    return out.toString();
  }

  private End all(List<Node> nodes) {
    for (Node node : nodes) {
      if (++steps > MOST_STEPS || out.length() > LONGEST) {
        throw new TemplateException(TOO_MUCH);
      }
      End end = one(node);
      if (end != End.DONE) {
        return end;
      }
    }
    return End.DONE;
  }

  private End one(Node node) {
    return switch (node) {
      case Node.Text(String text) -> {
        out.append(text);
        yield End.DONE;
      }
      case Node.Action(Pipeline pipeline) -> {
        Object value = evaluate(pipeline);
        if (pipeline.variables().isEmpty()) {
          out.append(Values.print(value));
        }
        yield End.DONE;
      }
      case Node.If condition ->
          scoped(() ->
              all(
                  Values.isTrue(evaluate(condition.condition()))
                      ? condition.then()
                      : condition.otherwise()));
      case Node.With with ->
          scoped(() -> {
            Object value = evaluate(with.value());
            return Values.isTrue(value) ? inside(value, with.then()) : all(with.otherwise());
          });
      case Node.Range range -> scoped(() -> range(range));
      case Node.Break end -> End.BREAK;
      case Node.Continue next -> End.CONTINUE;
    };
  }

  private End scoped(Supplier<End> action) {
    int known = variables.size();
    End end = action.get();
    variables.subList(known, variables.size()).clear();
    return end;
  }

  private End inside(Object value, List<Node> nodes) {
    Object outer = dot;
    dot = value;
    End end = all(nodes);
    dot = outer;
    return end;
  }

  private End range(Node.Range range) {
    Pipeline pipeline = range.values();
    Object values = evaluate(new Pipeline(List.of(), false, pipeline.commands()));
    List<Object> keys = new ArrayList<>();
    List<Object> items = new ArrayList<>();
    Values.items(values, keys, items);
    if (items.isEmpty()) {
      return all(range.otherwise());
    }
    List<String> names = pipeline.variables();
    for (int i = 0; i < items.size(); i++) {
      int known = variables.size();
      if (!names.isEmpty()) {
        variables.add(new Variable(names.getLast(), items.get(i)));
      }
      if (names.size() == 2) {
        variables.add(new Variable(names.getFirst(), keys.get(i)));
      }
      End end = inside(items.get(i), range.each());
      variables.subList(known, variables.size()).clear();
      if (end == End.BREAK) {
        break;
      }
    }
    return End.DONE;
  }

  private Object evaluate(Pipeline pipeline) {
    Object value = null;
    for (Command command : pipeline.commands()) {
      value = command(command, value);
    }
    Object result = value == null ? Nil.NIL : value;
    if (!pipeline.variables().isEmpty()) {
      assign(pipeline.variables().getFirst(), pipeline.declared(), result);
    }
    return result;
  }

  private void assign(String name, boolean declared, Object value) {
    if (declared) {
      variables.add(new Variable(name, value));
    } else {
      variable(name).value = value;
    }
  }

  private Variable variable(String name) {
    for (int i = variables.size() - 1; i >= 0; i--) {
      if (variables.get(i).name.equals(name)) {
        return variables.get(i);
      }
    }
    throw new TemplateException("undefined variable \"" + name + "\"");
  }

  private Object command(Command command, @Nullable Object piped) {
    Operand first = command.operands().getFirst();
    if (first instanceof Operand.Function(String name)
        && (name.equals("and") || name.equals("or"))) {
      return logical(command, piped, name.equals("or"));
    }
    List<Object> arguments = new ArrayList<>();
    for (Operand operand : command.operands().subList(1, command.operands().size())) {
      arguments.add(value(operand));
    }
    if (piped != null) {
      arguments.add(piped);
    }
    return first instanceof Operand.Function(String name)
        ? call(name, arguments)
        : value(first, arguments);
  }

  /** Arguments behind the one that decides are not looked at. */
  private Object logical(Command command, @Nullable Object piped, boolean or) {
    Object last = piped == null ? Nil.NIL : piped;
    for (int i = 1; i < command.operands().size(); i++) {
      last = value(command.operands().get(i));
      if (Values.isTrue(last) == or) {
        return last;
      }
    }
    return piped == null ? last : piped;
  }

  private Object call(String name, List<Object> arguments) {
    switch (name) {
      case "__line__" -> {
        return line.text();
      }
      case "__timestamp__" -> {
        return time(line.timeNanos());
      }
      case "now" -> {
        return ZonedDateTime.ofInstant(clock.instant(), GoTime.UTC);
      }
      default -> {}
    }
    Functions.Function function = Functions.ALL.get(name);
    if (function == null) {
      throw new TemplateException("function \"" + name + "\" not defined");
    }
    if (arguments.size() < function.least() || arguments.size() > function.most()) {
      throw new TemplateException("wrong number of args for " + name + ": got " + arguments.size());
    }
    count(arguments);
    try {
      Object result = function.body().apply(arguments);
      count(List.of(result));
      return result;
    } catch (QueryException e) {
      throw new TemplateException(String.valueOf(e.getMessage()));
    }
  }

  /** Before a function makes one text of several, and after. */
  private void count(List<Object> values) {
    long length = 0;
    for (Object value : values) {
      length += value instanceof String text ? text.length() : 0;
    }
    made += length;
    if (length > LONGEST || made > MOST_MADE) {
      throw new TemplateException(TOO_MUCH);
    }
  }

  static ZonedDateTime time(long nanos) {
    return ZonedDateTime.ofInstant(
        Instant.ofEpochSecond(
            Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L)),
        GoTime.UTC);
  }

  private Object value(Operand operand) {
    return value(operand, List.of());
  }

  /**
   * @param arguments of the last name, which is a method then
   */
  private Object value(Operand operand, List<Object> arguments) {
    return switch (operand) {
      case Operand.Constant(Object value) -> fields(value, List.of(), arguments);
      case Operand.Field(List<String> names) -> fields(dot, names, arguments);
      case Operand.Variable(String name, List<String> fields) ->
          fields(variable(name).value, fields, arguments);
      case Operand.Nested(Pipeline pipeline, List<String> fields) ->
          fields(evaluate(pipeline), fields, arguments);
      case Operand.Function(String name) -> command(new Command(List.of(operand)), null);
    };
  }

  private static Object fields(Object from, List<String> names, List<Object> arguments) {
    if (names.isEmpty() && !arguments.isEmpty()) {
      throw new TemplateException("can't give argument to non-function " + Values.print(from));
    }
    Object value = from;
    for (int i = 0; i < names.size(); i++) {
      value = field(value, names.get(i), i == names.size() - 1 ? arguments : List.of());
    }
    return value;
  }

  private static Object field(Object of, String name, List<Object> arguments) {
    if (of instanceof ZonedDateTime time) {
      return TimeMethods.call(time, name, arguments);
    }
    if (!arguments.isEmpty()) {
      throw new TemplateException(name + " is not a method but has arguments");
    }
    return switch (of) {
      case Line labels -> labels.label(name);
      case Map<?, ?> map -> {
        Object found = map.get(name);
        yield found == null ? Nil.NIL : found;
      }
      case Nil nil -> throw new TemplateException("nil data; no entry for key \"" + name + "\"");
      default -> throw new TemplateException("can't evaluate field " + name + " of a " + kind(of));
    };
  }

  private static String kind(Object value) {
    return value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
