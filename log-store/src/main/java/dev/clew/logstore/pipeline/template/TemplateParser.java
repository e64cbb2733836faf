package dev.clew.logstore.pipeline.template;

import dev.clew.logstore.pipeline.template.Node.Command;
import dev.clew.logstore.pipeline.template.Node.Operand;
import dev.clew.logstore.pipeline.template.Node.Pipeline;
import dev.clew.model.QueryException;
import dev.clew.model.query.Nesting;
import java.util.ArrayList;
import java.util.List;

/** Reads templates. */
final class TemplateParser {

  private final List<TemplateLexer.Token> tokens;
  private int next;
  private int depth;
  private int loops;

  private TemplateParser(String text) {
    this.tokens = new TemplateLexer(text).tokens();
  }

  static List<Node> parse(String text) {
    TemplateParser parser = new TemplateParser(text);
    List<Node> nodes = new ArrayList<>();
    parser.nodes(nodes);
    if (parser.next < parser.tokens.size()) {
      throw fault("unexpected {{" + parser.peek().text() + "}}");
    }
    return nodes;
  }

  static QueryException fault(String message) {
    return new QueryException(
        QueryException.Kind.SYNTAX, "invalid line template: template: line: " + message, -1);
  }

  private TemplateLexer.Token peek() {
    if (next >= tokens.size()) {
      throw fault("unexpected EOF");
    }
    return tokens.get(next);
  }

  private TemplateLexer.Token take() {
    TemplateLexer.Token token = peek();
    next++;
    return token;
  }

  private boolean is(TemplateLexer.Kind kind, String text) {
    TemplateLexer.Token token = peek();
    return token.kind() == kind && token.text().equals(text);
  }

  /** Up to the end, or to {@code else} or {@code end}, which stay. */
  private void nodes(List<Node> into) {
    if (++depth > Nesting.MOST) {
      throw fault(Nesting.message());
    }
    while (next < tokens.size()) {
      TemplateLexer.Token token = peek();
      if (token.kind() == TemplateLexer.Kind.TEXT) {
        next++;
        into.add(new Node.Text(token.text()));
        continue;
      }
      next++; // {{
      if (is(TemplateLexer.Kind.WORD, "end") || is(TemplateLexer.Kind.WORD, "else")) {
        break;
      }
      into.add(action());
    }
    depth--;
  }

  private Node action() {
    TemplateLexer.Token token = peek();
    if (token.kind() == TemplateLexer.Kind.WORD) {
      switch (token.text()) {
        case "if", "with", "range" -> {
          next++;
          return control(token.text());
        }
        case "break", "continue" -> {
          next++;
          if (loops == 0) {
            throw fault("{{" + token.text() + "}} outside {{range}}");
          }
          close();
          return token.text().equals("break") ? new Node.Break() : new Node.Continue();
        }
        case "define", "template", "block" ->
            throw fault("{{" + token.text() + "}} is not supported");
        default -> {}
      }
    }
    Pipeline pipeline = pipeline(TemplateLexer.Kind.CLOSE);
    close();
    return new Node.Action(pipeline);
  }

  private void close() {
    if (take().kind() != TemplateLexer.Kind.CLOSE) {
      throw fault("unexpected \"" + tokens.get(next - 1).text() + "\" in command");
    }
  }

  private Node control(String kind) {
    Pipeline pipeline = pipeline(TemplateLexer.Kind.CLOSE);
    if (pipeline.commands().isEmpty()) {
      throw fault("missing value for " + kind);
    }
    close();
    loops += kind.equals("range") ? 1 : 0;
    List<Node> then = new ArrayList<>();
    nodes(then);
    loops -= kind.equals("range") ? 1 : 0;
    List<Node> otherwise = otherwise(kind);
    return switch (kind) {
      case "if" -> new Node.If(pipeline, then, otherwise);
      case "with" -> new Node.With(pipeline, then, otherwise);
      default -> new Node.Range(pipeline, then, otherwise);
    };
  }

  /** What follows {@code else}; takes the {@code end}. */
  private List<Node> otherwise(String kind) {
    List<Node> otherwise = new ArrayList<>();
    String word = take().text();
    if (word.equals("else")) {
      if (peek().kind() == TemplateLexer.Kind.WORD && peek().text().equals(kind)) {
        next++;
        if (++depth > Nesting.MOST) {
          throw fault(Nesting.message());
        }
        otherwise.add(control(kind)); // its end is ours
        depth--;
        return otherwise;
      }
      close();
      nodes(otherwise);
      word = take().text();
    }
    if (!word.equals("end")) {
      throw fault("unexpected {{" + word + "}}");
    }
    close();
    return otherwise;
  }

  private Pipeline pipeline(TemplateLexer.Kind end) {
    if (++depth > Nesting.MOST) {
      throw fault(Nesting.message());
    }
    List<String> variables = new ArrayList<>();
    boolean declared = assignment(variables);
    List<Command> commands = new ArrayList<>();
    while (peek().kind() != end) {
      commands.add(command());
      if (peek().kind() == TemplateLexer.Kind.PIPE) {
        next++;
        if (peek().kind() == end) {
          throw fault("missing value for command");
        }
      } else if (peek().kind() != end) {
        throw fault("unexpected \"" + peek().text() + "\" in operand");
      }
    }
    if (commands.isEmpty()) {
      throw fault("missing value for command");
    }
    depth--;
    return new Pipeline(variables, declared, commands);
  }

  /** Reads {@code $x :=}, {@code $x =} or {@code $k, $v :=}. */
  private boolean assignment(List<String> variables) {
    int from = next;
    while (peek().kind() == TemplateLexer.Kind.VARIABLE && variables.size() < 2) {
      variables.add(take().text());
      TemplateLexer.Kind kind = peek().kind();
      if (kind == TemplateLexer.Kind.DECLARE || kind == TemplateLexer.Kind.ASSIGN) {
        next++;
        return kind == TemplateLexer.Kind.DECLARE;
      }
      if (kind != TemplateLexer.Kind.COMMA) {
        break;
      }
      next++;
    }
    next = from;
    variables.clear();
    return false;
  }

  private Command command() {
    List<Operand> operands = new ArrayList<>();
    while (true) {
      TemplateLexer.Token token = peek();
      switch (token.kind()) {
        case PIPE, CLOSE, RIGHT -> {
          if (operands.isEmpty()) {
            throw fault("missing value for command");
          }
          return new Command(operands);
        }
        default -> operands.add(operand());
      }
    }
  }

  private Operand operand() {
    TemplateLexer.Token token = take();
    return switch (token.kind()) {
      case STRING -> new Operand.Constant(token.text());
      case NUMBER -> new Operand.Constant(number(token.text()));
      case FIELD -> new Operand.Field(names(token.text()));
      case VARIABLE -> new Operand.Variable(token.text(), fieldsBehind());
      case LEFT -> {
        Pipeline pipeline = pipeline(TemplateLexer.Kind.RIGHT);
        next++;
        yield new Operand.Nested(pipeline, fieldsBehind());
      }
      case WORD -> called(word(token.text()));
      default -> throw fault("unexpected \"" + token.text() + "\" in operand");
    };
  }

  private static Operand word(String word) {
    return switch (word) {
      case "true" -> new Operand.Constant(true);
      case "false" -> new Operand.Constant(false);
      case "nil" -> new Operand.Constant(Nil.NIL);
      default -> {
        if (!Functions.ALL.containsKey(word) && !Execution.isOwn(word)) {
          throw fault("function \"" + word + "\" not defined");
        }
        yield new Operand.Function(word);
      }
    };
  }

  /** {@code now.Year}: a part of what a function without arguments gives. */
  private Operand called(Operand word) {
    List<String> fields = fieldsBehind();
    if (fields.isEmpty()) {
      return word;
    }
    if (!(word instanceof Operand.Function)) {
      throw fault("unexpected <.> after term");
    }
    Pipeline call = new Pipeline(List.of(), false, List.of(new Command(List.of(word))));
    return new Operand.Nested(call, fields);
  }

  /** {@code ($x).a} and {@code $x.a}: only without a blank between. */
  private List<String> fieldsBehind() {
    TemplateLexer.Token token = peek();
    if (token.kind() == TemplateLexer.Kind.FIELD && token.joined() && !token.text().equals(".")) {
      next++;
      return names(token.text());
    }
    return List.of();
  }

  private static List<String> names(String field) {
    return field.equals(".") ? List.of() : List.of(field.substring(1).split("\\."));
  }

  private static Object number(String text) {
    try {
      String plain = text.replace("_", "");
      if (plain.startsWith("0x") || plain.startsWith("0X")) {
        return Long.parseLong(plain.substring(2), 16);
      }
      if (plain.matches("[+-]?[0-9]+")) {
        return Long.parseLong(plain);
      }
      return Double.parseDouble(plain);
    } catch (NumberFormatException e) {
      throw fault("bad number syntax: \"" + text + "\"");
    }
  }
}
