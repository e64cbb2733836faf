package dev.clew.notation.template;

import dev.clew.model.query.Nesting;
import dev.clew.notation.template.Node.Pipe;
import dev.clew.notation.template.Token.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the control structure of a template; {@link PipeParser} reads what stands in an action. */
final class Parser {
  /** Where a list of nodes stopped: at {@code end} or {@code else}. */
  private enum Stop {
    END,
    ELSE,
    SOURCE_END
  }

  private final TokenReader tokens;
  private final PipeParser pipes;
  private final Map<String, List<Node>> templates = new HashMap<>();
  private final List<String> variables;
  private Stop stop = Stop.SOURCE_END;
  private int loops;
  private int depth;

  Parser(String source, Set<String> functions, List<String> knownVariables) {
    this.tokens = new TokenReader(new Lexer(source).tokens());
    this.variables = new ArrayList<>(knownVariables);
    this.pipes = new PipeParser(tokens, functions, variables);
  }

  List<Node> parse() {
    List<Node> nodes = block();
    if (stop != Stop.SOURCE_END) {
      throw new TemplateException(
          "unexpected {{" + (stop == Stop.END ? "end" : "else") + "}}", tokens.position());
    }
    return nodes;
  }

  /** Bodies of the {@code define}d templates by name; complete after {@link #parse}. */
  Map<String, List<Node>> templates() {
    return Map.copyOf(templates);
  }

  private List<Node> block() {
    deeper();
    List<Node> nodes = nodesOfBlock();
    depth--;
    return nodes;
  }

  private void deeper() {
    if (++depth > Nesting.MOST) {
      throw new TemplateException(Nesting.message(), tokens.position());
    }
  }

  private List<Node> nodesOfBlock() {
    List<Node> nodes = new ArrayList<>();
    while (true) {
      Token token = tokens.next();
      if (token.is(Kind.END)) {
        stop = Stop.SOURCE_END;
        return nodes;
      }
      if (token.is(Kind.TEXT)) {
        nodes.add(new Node.Text(token.text()));
        continue;
      }
      tokens.skipSpace();
      if (tokens.peek().isName("end")) {
        tokens.next();
        tokens.close("end");
        stop = Stop.END;
        return nodes;
      }
      if (tokens.peek().isName("else")) {
        tokens.next();
        stop = Stop.ELSE;
        return nodes;
      }
      action(nodes);
    }
  }

  private void action(List<Node> nodes) {
    Token word = tokens.peek();
    String keyword = word.is(Kind.NAME) ? word.text() : "";
    switch (keyword) {
      case "if", "with", "range" -> {
        tokens.next();
        nodes.add(branch(keyword, word.position()));
      }
      case "define" -> {
        tokens.next();
        define(word.position());
      }
      case "block" -> {
        tokens.next();
        String name = templateName("block");
        Pipe data = pipes.pipe("block clause");
        body(name, word.position());
        nodes.add(new Node.Call(word.position(), name, data));
      }
      case "template" -> {
        tokens.next();
        String name = templateName("template clause");
        Pipe data = null;
        if (tokens.atClose()) {
          tokens.close("template clause");
        } else {
          data = pipes.pipe("template clause");
        }
        nodes.add(new Node.Call(word.position(), name, data));
      }
      case "break", "continue" -> {
        tokens.next();
        if (loops == 0) {
          throw new TemplateException("{{" + keyword + "}} outside {{range}}", word.position());
        }
        tokens.close(keyword);
        nodes.add(keyword.equals("break") ? new Node.Break() : new Node.Continue());
      }
      default -> nodes.add(new Node.Action(pipes.pipe("command")));
    }
  }

  private Node branch(String keyword, int position) {
    int known = variables.size();
    Pipe pipe = keyword.equals("range") ? pipes.rangePipe() : pipes.pipe(keyword);
    loops += keyword.equals("range") ? 1 : 0;
    List<Node> then = block();
    loops -= keyword.equals("range") ? 1 : 0;
    List<Node> otherwise = otherwise(keyword, position);
    forget(known);
    return switch (keyword) {
      case "if" -> new Node.If(pipe, then, otherwise);
      case "with" -> new Node.With(pipe, then, otherwise);
      default -> new Node.Range(pipe, then, otherwise);
    };
  }

  private List<Node> otherwise(String keyword, int position) {
    if (stop == Stop.SOURCE_END) {
      throw new TemplateException("unexpected EOF: {{" + keyword + "}} without {{end}}", position);
    }
    if (stop == Stop.END) {
      return List.of();
    }
    tokens.skipSpace();
    Token word = tokens.peek();
    if (word.isName(keyword) && !keyword.equals("range")) {
      tokens.next();
      deeper();
      Node branch = branch(keyword, word.position());
      depth--;
      return List.of(branch);
    }
    tokens.close("else");
    List<Node> nodes = block();
    if (stop != Stop.END) {
      throw new TemplateException(
          stop == Stop.ELSE
              ? "expected end; found {{else}}"
              : "unexpected EOF: {{" + keyword + "}} without {{end}}",
          position);
    }
    return nodes;
  }

  private void define(int position) {
    String name = templateName("define clause");
    tokens.close("define clause");
    body(name, position);
  }

  /** A template of its own sees no variable of the place where it is defined. */
  private void body(String name, int position) {
    List<String> outside = List.copyOf(variables);
    variables.clear();
    variables.add("$");
    List<Node> nodes = block();
    if (stop != Stop.END) {
      throw new TemplateException("unexpected EOF: {{define}} without {{end}}", position);
    }
    variables.clear();
    variables.addAll(outside);
    templates.put(name, nodes);
  }

  private String templateName(String context) {
    tokens.skipSpace();
    Token name = tokens.next();
    if (!name.is(Kind.STRING)) {
      throw tokens.unexpected(name, context);
    }
    tokens.skipSpace();
    return name.text();
  }

  private void forget(int known) {
    while (variables.size() > known) {
      variables.removeLast();
    }
  }
}
