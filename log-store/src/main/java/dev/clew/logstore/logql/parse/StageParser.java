package dev.clew.logstore.logql.parse;

import dev.clew.logstore.logql.ast.LabelPredicate;
import dev.clew.logstore.logql.ast.LabelPredicate.CompareOperator;
import dev.clew.logstore.logql.ast.LabelPredicate.Unit;
import dev.clew.logstore.logql.ast.Matcher;
import dev.clew.logstore.logql.ast.StageExpression;
import dev.clew.logstore.logql.ast.StageExpression.Alternative;
import dev.clew.logstore.logql.ast.StageExpression.Assignment;
import dev.clew.logstore.logql.ast.StageExpression.LabelChoice;
import dev.clew.logstore.logql.ast.StageExpression.LineOperator;
import dev.clew.logstore.pipeline.Extraction;
import dev.clew.logstore.pipeline.Quantities;
import dev.clew.model.query.Nesting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads selectors and the stages behind them. */
final class StageParser {
  private final Tokens tokens;

  StageParser(Tokens tokens) {
    this.tokens = tokens;
  }

  List<Matcher> selector() {
    tokens.expect("{");
    List<Matcher> matchers = new ArrayList<>();
    if (tokens.takeIf("}")) {
      return matchers;
    }
    do {
      if (!matchers.isEmpty() && tokens.peek().is("}")) {
        break; // a comma behind the last one
      }
      matchers.add(matcher(tokens.identifier()));
    } while (tokens.takeIf(","));
    if (!tokens.takeIf("}")) {
      throw tokens.unexpected("}", ",");
    }
    return matchers;
  }

  private Matcher matcher(String name) {
    Matcher.@Nullable Operator operator = matcherOperator(tokens.peek());
    if (operator == null) {
      throw tokens.unexpected("=", "=~", "!~", "!=");
    }
    tokens.take();
    return new Matcher(name, operator, tokens.string());
  }

  private static Matcher.@Nullable Operator matcherOperator(Token token) {
    for (Matcher.Operator operator : Matcher.Operator.values()) {
      if (token.is(operator.sign())) {
        return operator;
      }
    }
    return null;
  }

  /** Whether a stage begins here. */
  boolean isStage() {
    return tokens.peek().is("|") || lineOperator(tokens.peek()) != null;
  }

  private static @Nullable LineOperator lineOperator(Token token) {
    for (LineOperator operator : LineOperator.values()) {
      if (token.is(operator.sign())) {
        return operator;
      }
    }
    return null;
  }

  StageExpression stage() {
    LineOperator operator = lineOperator(tokens.peek());
    if (operator != null) {
      return lineFilter(operator);
    }
    tokens.expect("|");
    Token word = tokens.peek();
    if (word.kind() == Token.Kind.WORD && Keywords.isStage(word.text())) {
      return named(word.text());
    }
    if (!Tokens.isIdentifier(word) && !word.is("(")) {
      throw tokens.unexpected();
    }
    LabelPredicate predicate = predicate();
    if (!Nesting.isWithin(predicate, StageParser::children)) {
      throw tokens.tooDeep();
    }
    return new StageExpression.Filter(predicate);
  }

  private static List<LabelPredicate> children(LabelPredicate predicate) {
    return switch (predicate) {
      case LabelPredicate.And(LabelPredicate left, LabelPredicate right) -> List.of(left, right);
      case LabelPredicate.Or(LabelPredicate left, LabelPredicate right) -> List.of(left, right);
      case LabelPredicate.Text text -> List.of();
      case LabelPredicate.Compare compare -> List.of();
      case LabelPredicate.Ip ip -> List.of();
    };
  }

  private StageExpression lineFilter(LineOperator operator) {
    tokens.take();
    List<Alternative> alternatives = new ArrayList<>();
    do {
      boolean ip = tokens.peek().isWord("ip") && tokens.peek(1).is("(");
      alternatives.add(ip ? new Alternative(ip(), true) : new Alternative(tokens.string(), false));
    } while (tokens.takeWordIf("or"));
    return new StageExpression.LineFilter(operator, alternatives);
  }

  private String ip() {
    tokens.take();
    tokens.expect("(");
    String range = tokens.string();
    tokens.expect(")");
    return range;
  }

  private StageExpression named(String name) {
    tokens.take();
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "json" -> new StageExpression.Json(extractions());
      case "logfmt" -> logfmt();
      case "regexp" -> new StageExpression.Regexp(tokens.string());
      case "pattern" -> new StageExpression.Pattern(tokens.string());
      case "unpack" -> new StageExpression.Unpack();
      case "line_format" -> new StageExpression.LineFormat(tokens.string());
      case "label_format" -> labelFormat();
      case "decolorize" -> new StageExpression.Decolorize();
      case "drop" -> new StageExpression.Drop(choices());
      case "keep" -> new StageExpression.Keep(choices());
      case "unwrap" -> unwrap();
      default -> throw new IllegalStateException("BUG: " + name + " is no stage");
    };
  }

  private StageExpression logfmt() {
    boolean strict = false;
    boolean keepEmpty = false;
    while (tokens.peek().kind() == Token.Kind.FLAG) {
      String flag = tokens.take().text();
      strict |= flag.equals("--strict");
      keepEmpty |= flag.equals("--keep-empty");
    }
    return new StageExpression.Logfmt(strict, keepEmpty, extractions());
  }

  private List<Extraction> extractions() {
    List<Extraction> fields = new ArrayList<>();
    if (!Tokens.isIdentifier(tokens.peek())) {
      return fields;
    }
    do {
      String label = tokens.identifier();
      fields.add(new Extraction(label, tokens.takeIf("=") ? tokens.string() : label));
    } while (tokens.takeIf(","));
    return fields;
  }

  private StageExpression labelFormat() {
    List<Assignment> assignments = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    do {
      String label = tokens.identifier();
      tokens.expect("=");
      boolean template = tokens.peek().kind() == Token.Kind.STRING;
      if (!template && !Tokens.isIdentifier(tokens.peek())) {
        throw tokens.unexpected("STRING", "IDENTIFIER");
      }
      assignments.add(new Assignment(label, tokens.take().text(), template));
      if (!seen.add(label)) {
        throw SyntaxErrors.meaning(
            "multiple label name '" + label + "' not allowed in a single format operation");
      }
      if (label.equals("__error__")) {
        throw SyntaxErrors.meaning("__error__ cannot be formatted");
      }
    } while (tokens.takeIf(","));
    return new StageExpression.LabelFormat(assignments);
  }

  private List<LabelChoice> choices() {
    List<LabelChoice> choices = new ArrayList<>();
    do {
      String name = tokens.identifier();
      boolean tested = matcherOperator(tokens.peek()) != null && behindOperatorIsString();
      choices.add(new LabelChoice(name, tested ? matcher(name) : null));
    } while (tokens.takeIf(","));
    return choices;
  }

  /** {@code | drop a != "b"} is a test; a line filter has to stand behind a pipe here. */
  private boolean behindOperatorIsString() {
    return tokens.peek(1).kind() == Token.Kind.STRING;
  }

  private StageExpression unwrap() {
    String name = tokens.identifier();
    if (!tokens.peek().is("(")) {
      return new StageExpression.Unwrap(name, StageExpression.Conversion.NUMBER);
    }
    for (StageExpression.Conversion conversion : StageExpression.Conversion.values()) {
      if (conversion.function().equalsIgnoreCase(name)) {
        tokens.take();
        String label = tokens.identifier();
        tokens.expect(")");
        return new StageExpression.Unwrap(label, conversion);
      }
    }
    throw tokens.unexpected();
  }

  /**
   * A label filter. What stands behind a comma or a blank goes to the right as far as it reaches;
   * {@code and} binds tighter than {@code or}.
   */
  private LabelPredicate predicate() {
    tokens.down();
    LabelPredicate left = conjunction();
    while (tokens.takeWordIf("or")) {
      left = new LabelPredicate.Or(left, conjunction());
    }
    tokens.up();
    return left;
  }

  private LabelPredicate conjunction() {
    LabelPredicate left = operand();
    while (tokens.takeWordIf("and")) {
      left = new LabelPredicate.And(left, operand());
    }
    return left;
  }

  private LabelPredicate operand() {
    LabelPredicate first = single();
    boolean comma = tokens.takeIf(",");
    if (comma || Tokens.isIdentifier(tokens.peek()) || tokens.peek().is("(")) {
      return new LabelPredicate.And(first, predicate());
    }
    return first;
  }

  private LabelPredicate single() {
    if (tokens.takeIf("(")) {
      LabelPredicate inner = predicate();
      tokens.expect(")");
      return inner;
    }
    String name = tokens.identifier();
    Token sign = tokens.peek();
    boolean equal = sign.is("=");
    if (sign.is("=~") || sign.is("!~")) {
      return new LabelPredicate.Text(matcher(name));
    }
    if (equal || sign.is("!=")) {
      if (tokens.peek(1).kind() == Token.Kind.STRING) {
        return new LabelPredicate.Text(matcher(name));
      }
      if (tokens.peek(1).isWord("ip") && tokens.peek(2).is("(")) {
        tokens.take();
        return new LabelPredicate.Ip(name, equal, ip());
      }
    }
    CompareOperator operator = equal ? CompareOperator.EQUAL : compareOperator(sign);
    if (operator == null) {
      throw tokens.unexpected();
    }
    tokens.take();
    return compare(name, operator);
  }

  private static @Nullable CompareOperator compareOperator(Token token) {
    for (CompareOperator operator : CompareOperator.values()) {
      if (token.is(operator.sign())) {
        return operator;
      }
    }
    return null;
  }

  private LabelPredicate compare(String name, CompareOperator operator) {
    String sign = tokens.takeIf("-") ? "-" : "";
    if (sign.isEmpty()) {
      tokens.takeIf("+");
    }
    Token value = tokens.peek();
    Unit unit;
    double number;
    switch (value.kind()) {
      case NUMBER -> {
        unit = Unit.NUMBER;
        number = Quantities.number(value.text());
      }
      case DURATION -> {
        unit = Unit.SECONDS;
        number = Quantities.durationNanos(value.text()) / 1e9;
      }
      case BYTES -> {
        unit = Unit.BYTES;
        number = Quantities.bytes(value.text());
      }
      default -> throw tokens.unexpected("BYTES", "NUMBER", "DURATION");
    }
    tokens.take();
    return new LabelPredicate.Compare(
        name, operator, unit, sign.isEmpty() ? number : -number, sign + value.text());
  }
}
