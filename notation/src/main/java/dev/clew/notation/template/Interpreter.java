package dev.clew.notation.template;

import dev.clew.model.QueryException;
import dev.clew.model.query.Nesting;
import dev.clew.notation.GoQuotes;
import dev.clew.notation.template.Node.Command;
import dev.clew.notation.template.Node.Operand;
import dev.clew.notation.template.Node.Pipe;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fills one template in once. */
final class Interpreter<C> {
  /** A recursive template must end. */
  private static final int MAXIMUM_DEPTH = 100;

  /** How a list of nodes ended. */
  private enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  private static final class Slot {
    private final String name;
    private @Nullable Object value;

    Slot(String name, @Nullable Object value) {
      this.name = name;
      this.value = value;
    }
  }

  private final String source;
  private final Map<String, List<Node>> templates;
  private final Dialect<C> dialect;
  private final C context;
  private StringBuilder out = new StringBuilder();
  private List<Slot> slots = new ArrayList<>();
  private long made;
  private int depth;

  /** Blocks within each other, those of the templates that are called included. */
  private int levels;

  private int steps;

  Interpreter(String source, Map<String, List<Node>> templates, Dialect<C> dialect, C context) {
    this.source = source;
    this.templates = templates;
    this.dialect = dialect;
    this.context = context;
  }

  String run(List<Node> nodes) {
    Object data = dialect.data().apply(context);
    slots.add(new Slot("$", data));
    dialect.variables().forEach((name, value) -> slots.add(new Slot(name, value.apply(context))));
    nodes(nodes, data);
    return out.toString();
  }

  private Flow nodes(List<Node> nodes, @Nullable Object dot) {
    if (++levels > Nesting.MOST) {
      throw new TemplateException(Nesting.message(), 0);
    }
    Flow flow = Flow.NEXT;
    for (int i = 0; i < nodes.size() && flow == Flow.NEXT; i++) {
      if (++steps > dialect.limits().steps()) {
        throw new TemplateException("more than " + dialect.limits().steps() + " steps", 0);
      }
      flow = node(nodes.get(i), dot);
    }
    levels--;
    return flow;
  }

  private Flow node(Node node, @Nullable Object dot) {
    switch (node) {
      case Node.Text text -> print(text.text(), 0);
      case Node.Action action -> {
        Object value = pipe(action.pipe(), dot);
        if (action.pipe().variables().isEmpty()) {
          print(value == null ? "<no value>" : GoFormat.text(value), action.pipe().position());
        }
      }
      case Node.If branch -> {
        return scoped(() ->
            nodes(
                TemplateValues.isTrue(pipe(branch.condition(), dot))
                    ? branch.then()
                    : branch.otherwise(),
                dot));
      }
      case Node.With with -> {
        return scoped(() -> {
          Object value = pipe(with.value(), dot);
          return TemplateValues.isTrue(value)
              ? nodes(with.then(), value)
              : nodes(with.otherwise(), dot);
        });
      }
      case Node.Range range -> {
        return scoped(() -> range(range, dot));
      }
      case Node.Call call ->
          template(
              call.template(),
              call.data() == null ? null : pipe(call.data(), dot),
              call.position());
      case Node.Break end -> {
        return Flow.BREAK;
      }
      case Node.Continue end -> {
        return Flow.CONTINUE;
      }
    }
    return Flow.NEXT;
  }

  private Flow scoped(java.util.function.Supplier<Flow> body) {
    int known = slots.size();
    Flow flow = body.get();
    slots.subList(known, slots.size()).clear();
    return flow;
  }

  private Flow range(Node.Range range, @Nullable Object dot) {
    Pipe pipe = range.items();
    Object items = commands(pipe, dot);
    List<TemplateValues.Item> entries = TemplateValues.items(items);
    if (entries == null) {
      throw failure("range can't iterate over " + GoFormat.text(items), pipe.commands().getLast());
    }
    if (entries.isEmpty()) {
      return nodes(range.otherwise(), dot);
    }
    for (TemplateValues.Item entry : entries) {
      int known = slots.size();
      List<String> names = pipe.variables();
      if (names.size() == 1) {
        set(pipe, names.getFirst(), entry.value());
      } else if (names.size() == 2) {
        set(pipe, names.get(0), entry.key());
        set(pipe, names.get(1), entry.value());
      }
      Flow flow = nodes(range.body(), entry.value());
      slots.subList(known, slots.size()).clear();
      if (flow == Flow.BREAK) {
        break;
      }
    }
    return Flow.NEXT;
  }

  private void print(String text, int position) {
    int longest = dialect.limits().longest();
    if (out.length() + text.length() > longest) {
      throw new TemplateException(
          "output: more than it may have (expected: at most " + longest + " characters)", position);
    }
    out.append(text);
  }

  /** Runs a {@code define}d template into the output. */
  private void template(String name, @Nullable Object data, int position) {
    List<Node> body = templates.get(name);
    if (body == null) {
      throw new TemplateException("template " + GoQuotes.quote(name) + " not defined", position);
    }
    if (++depth > MAXIMUM_DEPTH) {
      throw new TemplateException(
          "exceeded maximum template depth (" + MAXIMUM_DEPTH + ")", position);
    }
    List<Slot> outside = slots;
    slots = new ArrayList<>(List.of(new Slot("$", data)));
    nodes(body, data);
    slots = outside;
    depth--;
  }

  /** {@code tmpl}: as {@code template}, with the result as a value. */
  private String template(String name, @Nullable Object data) {
    StringBuilder outside = out;
    out = new StringBuilder();
    try {
      template(name, data, 0);
      return out.toString();
    } finally {
      out = outside;
    }
  }

  private @Nullable Object pipe(Pipe pipe, @Nullable Object dot) {
    Object value = commands(pipe, dot);
    for (String variable : pipe.variables()) {
      set(pipe, variable, value);
    }
    return value;
  }

  private @Nullable Object commands(Pipe pipe, @Nullable Object dot) {
    Object value = null;
    boolean first = true;
    for (Command command : pipe.commands()) {
      value = command(command, dot, first ? List.of() : java.util.Arrays.asList(value));
      first = false;
    }
    return value;
  }

  private void set(Pipe pipe, String name, @Nullable Object value) {
    if (pipe.declares()) {
      slots.add(new Slot(name, value));
      return;
    }
    slot(name).value = value;
  }

  private Slot slot(String name) {
    for (int i = slots.size() - 1; i >= 0; i--) {
      if (slots.get(i).name.equals(name)) {
        return slots.get(i);
      }
    }
    throw new IllegalStateException("BUG: variable " + name + " passed the parser");
  }

  /**
   * @param piped the result of the command before, or nothing
   */
  private @Nullable Object command(
      Command command, @Nullable Object dot, List<@Nullable Object> piped) {
    Operand first = command.operands().getFirst();
    if (first instanceof Node.Function function) {
      return call(command, function, dot, piped);
    }
    if (command.operands().size() > 1 || !piped.isEmpty()) {
      if (first instanceof Node.Fields fields) {
        return method(command, fields, dot, piped);
      }
      throw failure(
          "can't give argument to non-function " + source.substring(first.position(), first.end()),
          command);
    }
    return operand(first, dot);
  }

  private @Nullable Object method(
      Command command, Node.Fields fields, @Nullable Object dot, List<@Nullable Object> piped) {
    Object target = operand(fields.of(), dot);
    List<String> names = fields.names();
    for (String name : names.subList(0, names.size() - 1)) {
      target = field(target, name, fields);
    }
    List<@Nullable Object> arguments = new ArrayList<>();
    for (Operand operand : command.operands().subList(1, command.operands().size())) {
      arguments.add(operand(operand, dot));
    }
    arguments.addAll(piped);
    String name = names.getLast();
    if (!(target instanceof ZonedDateTime time)) {
      field(target, name, fields);
      throw failure(name + " is not a method but has arguments", fields);
    }
    try {
      return TimeMethods.call(time, name, arguments);
    } catch (FunctionException e) {
      throw failure(e.getMessage(), command);
    }
  }

  private @Nullable Object call(
      Command command, Node.Function function, @Nullable Object dot, List<@Nullable Object> piped) {
    String name = function.name();
    boolean and = name.equals("and");
    List<@Nullable Object> arguments = new ArrayList<>();
    for (Operand operand : command.operands().subList(1, command.operands().size())) {
      Object value = operand(operand, dot);
      // These two look no further than they must.
      if ((and && !TemplateValues.isTrue(value))
          || (name.equals("or") && TemplateValues.isTrue(value))) {
        return value;
      }
      arguments.add(value);
    }
    arguments.addAll(piped);
    Dialect.Body<C> body = dialect.functions().get(name);
    if (body == null) {
      throw new IllegalStateException("BUG: function " + name + " passed the parser");
    }
    Call<C> call = new Call<>(name, arguments, context, dialect.limits(), this::template);
    try {
      count(call, arguments);
      Object result = body.apply(call);
      count(call, Collections.singletonList(result));
      return result;
    } catch (FunctionException e) {
      String message = String.valueOf(e.getMessage());
      boolean whole = message.startsWith("error calling ") || message.startsWith("wrong ");
      throw failure(whole ? message : "error calling " + name + ": " + message, command);
    } catch (QueryException e) {
      throw failure("error calling " + name + ": " + e.getMessage(), command);
    }
  }

  private @Nullable Object operand(Operand operand, @Nullable Object dot) {
    return switch (operand) {
      case Node.Literal literal -> literal.value();
      case Node.Nil nil -> null;
      case Node.Dot self -> dot;
      case Node.Variable variable -> slot(variable.name()).value;
      case Node.Nested nested -> pipe(nested.pipe(), dot);
      case Node.Function function ->
          command(
              new Command(function.position(), function.end(), List.of(function)), dot, List.of());
      case Node.Fields fields -> {
        Object value = operand(fields.of(), dot);
        for (String name : fields.names()) {
          value = field(value, name, fields);
        }
        yield value;
      }
    };
  }

  private @Nullable Object field(@Nullable Object of, String name, Node.Fields fields) {
    try {
      return switch (of) {
        case TemplateValue value -> value.field(name);
        case Map<?, ?> map -> map.get(name);
        case ZonedDateTime time -> TimeMethods.call(time, name, List.of());
        case null -> throw failure("nil data; no entry for key " + GoQuotes.quote(name), fields);
        default ->
            throw failure("can't evaluate field " + name + " in type " + GoFormat.type(of), fields);
      };
    } catch (FunctionException e) {
      throw failure(String.valueOf(e.getMessage()), fields);
    }
  }

  /** Of the texts that a function is given, before it makes one of them, and of its result. */
  private void count(Call<C> call, List<@Nullable Object> values) {
    long length = 0;
    for (Object value : values) {
      length += value instanceof String text ? text.length() : 0;
    }
    made += length;
    Dialect.Limits limits = dialect.limits();
    if (length > limits.longest() || made > limits.made()) {
      throw call.failure(
          "texts of "
              + (length > limits.longest() ? length : made)
              + " characters (expected: one of at most "
              + limits.longest()
              + ", and "
              + limits.made()
              + " together)");
    }
  }

  private TemplateException failure(@Nullable String message, Command command) {
    return failure(message, command.position(), command.end());
  }

  private TemplateException failure(String message, Operand operand) {
    return failure(message, operand.position(), operand.end());
  }

  private TemplateException failure(@Nullable String message, int start, int end) {
    return new TemplateException(
        "at <" + source.substring(start, end).strip() + ">: " + message, start);
  }
}
