package dev.clew.notation.template;

import dev.clew.model.query.Nesting;
import dev.clew.notation.GoQuotes;
import dev.clew.notation.template.Node.Command;
import dev.clew.notation.template.Node.Operand;
import dev.clew.notation.template.Node.Pipe;
import dev.clew.notation.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads pipelines: {@code $x := query "up" | first | value}. */
final class PipeParser {
  private final TokenReader tokens;
  private final Set<String> functions;

  /** Names in scope, shared with {@link Parser}, which closes the scopes. */
  private final List<String> variables;

  private int depth;

  PipeParser(TokenReader tokens, Set<String> functions, List<String> variables) {
    this.tokens = tokens;
    this.functions = functions;
    this.variables = variables;
  }

  /** Reads up to and with the end of the action. */
  Pipe pipe(String context) {
    return read(context, Kind.CLOSE, 1);
  }

  /** As {@link #pipe}, with up to two variables. */
  Pipe rangePipe() {
    return read("range", Kind.CLOSE, 2);
  }

  private Pipe read(String context, Kind closing, int maximumVariables) {
    tokens.skipSpace();
    int start = tokens.position();
    List<String> names = new ArrayList<>();
    boolean declares = false;
    if (isAssignment()) {
      declares = variables(names, maximumVariables, context);
    }
    List<Command> commands = new ArrayList<>();
    boolean more = true;
    while (more) {
      commands.add(command(context, closing));
      more = tokens.nextSolid().is(Kind.PIPE);
    }
    checkCommands(commands);
    if (declares) {
      variables.addAll(names);
    }
    return new Pipe(start, tokens.previousEnd(), names, declares, commands);
  }

  private boolean isAssignment() {
    Kind second = tokens.peekSolid(1).kind();
    return tokens.peek().is(Kind.VARIABLE)
        && (second == Kind.DECLARE || second == Kind.ASSIGN || second == Kind.COMMA);
  }

  private boolean variables(List<String> names, int maximum, String context) {
    while (true) {
      Token name = tokens.nextSolid();
      if (!name.is(Kind.VARIABLE)) {
        throw tokens.unexpected(name, context);
      }
      names.add(name.text());
      Token token = tokens.nextSolid();
      if (token.is(Kind.COMMA) && names.size() < maximum) {
        continue;
      }
      if (token.is(Kind.COMMA)) {
        throw new TemplateException("too many declarations in " + context, token.position());
      }
      if (token.is(Kind.ASSIGN)) {
        names.forEach(assigned -> checkVariable(assigned, name.position()));
      } else if (!token.is(Kind.DECLARE)) {
        throw tokens.unexpected(token, context);
      }
      return token.is(Kind.DECLARE);
    }
  }

  /** Only the first command of a pipeline may be something else than a function. */
  private static void checkCommands(List<Command> commands) {
    for (Command command : commands.subList(1, commands.size())) {
      switch (command.operands().getFirst()) {
        case Node.Literal literal -> throw notExecutable(commands, command);
        case Node.Nil nil -> throw notExecutable(commands, command);
        case Node.Dot dot -> throw notExecutable(commands, command);
        default -> {}
      }
    }
  }

  private static TemplateException notExecutable(List<Command> commands, Command command) {
    return new TemplateException(
        "non executable command in pipeline stage " + (commands.indexOf(command) + 1),
        command.position());
  }

  private Command command(String context, Kind closing) {
    tokens.skipSpace();
    int start = tokens.position();
    List<Operand> operands = new ArrayList<>();
    int end = start;
    while (true) {
      Operand operand = operand();
      if (operand != null) {
        operands.add(operand);
        end = operand.end();
      }
      Token token = tokens.peek();
      if (token.is(Kind.SPACE)) {
        tokens.next();
      } else if (token.is(Kind.PIPE) || token.is(closing)) {
        if (operands.isEmpty()) {
          throw token.is(Kind.PIPE)
              ? new TemplateException("missing value for " + context, token.position())
              : tokens.unexpected(token, context);
        }
        return new Command(start, end, operands);
      } else {
        throw tokens.unexpected(token, operand == null ? context : "operand");
      }
    }
  }

  private @Nullable Operand operand() {
    Operand term = term();
    if (term == null || !tokens.peek().is(Kind.FIELD)) {
      return term;
    }
    if (term instanceof Node.Literal || term instanceof Node.Nil) {
      throw new TemplateException("unexpected . after term", term.position());
    }
    return fields(term);
  }

  private Operand fields(Operand of) {
    List<String> names = new ArrayList<>();
    int end = of.end();
    while (tokens.peek().is(Kind.FIELD)) {
      Token field = tokens.next();
      names.add(field.text().substring(1));
      end = field.end();
    }
    return new Node.Fields(of.position(), end, of, names);
  }

  private @Nullable Operand term() {
    Token token = tokens.peek();
    int start = token.position();
    int end = token.end();
    return switch (token.kind()) {
      case STRING -> new Node.Literal(start, taken(end), token.text());
      case CHARACTER -> new Node.Literal(start, taken(end), (long) token.text().codePointAt(0));
      case NUMBER -> new Node.Literal(start, taken(end), GoNumber.parse(token.text(), start));
      case DOT -> new Node.Dot(start, taken(end));
      case FIELD -> fields(new Node.Dot(start, start));
      case VARIABLE -> {
        checkVariable(token.text(), start);
        yield new Node.Variable(start, taken(end), token.text());
      }
      case NAME -> name(token);
      case LEFT_PARENTHESIS -> {
        tokens.next();
        if (++depth > Nesting.MOST) {
          throw new TemplateException(Nesting.message(), start);
        }
        Pipe pipe = read("parenthesized pipeline", Kind.RIGHT_PARENTHESIS, 1);
        depth--;
        yield new Node.Nested(start, tokens.previousEnd(), pipe);
      }
      default -> null;
    };
  }

  private Operand name(Token token) {
    int start = token.position();
    int end = taken(token.end());
    return switch (token.text()) {
      case "true" -> new Node.Literal(start, end, true);
      case "false" -> new Node.Literal(start, end, false);
      case "nil" -> new Node.Nil(start, end);
      default -> {
        if (!functions.contains(token.text())) {
          throw new TemplateException(
              "function " + GoQuotes.quote(token.text()) + " not defined", start);
        }
        yield new Node.Function(start, end, token.text());
      }
    };
  }

  private int taken(int end) {
    tokens.next();
    return end;
  }

  private void checkVariable(String name, int position) {
    if (!variables.contains(name)) {
      throw new TemplateException("undefined variable " + GoQuotes.quote(name), position);
    }
  }
}
