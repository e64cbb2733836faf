package dev.clew.logstore.logql.ast;

import dev.clew.logstore.pipeline.Extraction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step of a log query. */
public sealed interface StageExpression {
  /** Wants lines that hold, or do not hold, one of the texts. */
  record LineFilter(LineOperator operator, List<Alternative> alternatives)
      implements StageExpression {
    public LineFilter {
      alternatives = List.copyOf(alternatives);
    }
  }

  /**
   * @param ip whether the text is an address, a range or a CIDR block: {@code ip("10.0.0.0/8")}
   */
  record Alternative(String text, boolean ip) {}

  /** How a line is compared with a text. */
  enum LineOperator {
    CONTAINS("|="),
    CONTAINS_NOT("!="),
    MATCHES("|~"),
    MATCHES_NOT("!~"),
    PATTERN("|>"),
    PATTERN_NOT("!>");

    private final String sign;

    LineOperator(String sign) {
      this.sign = sign;
    }

    public String sign() {
      return sign;
    }

    public boolean isNegative() {
      return this == CONTAINS_NOT || this == MATCHES_NOT || this == PATTERN_NOT;
    }
  }

  /**
   * @param fields what to take; empty means everything
   */
  record Json(List<Extraction> fields) implements StageExpression {
    public Json {
      fields = List.copyOf(fields);
    }
  }

  /**
   * @param fields what to take; empty means everything
   */
  record Logfmt(boolean strict, boolean keepEmpty, List<Extraction> fields)
      implements StageExpression {
    public Logfmt {
      fields = List.copyOf(fields);
    }
  }

  record Regexp(String expression) implements StageExpression {}

  record Pattern(String expression) implements StageExpression {}

  record Unpack() implements StageExpression {}

  record Filter(LabelPredicate predicate) implements StageExpression {}

  record LineFormat(String template) implements StageExpression {}

  record LabelFormat(List<Assignment> assignments) implements StageExpression {
    public LabelFormat {
      assignments = List.copyOf(assignments);
    }
  }

  /**
   * @param source a label, or a template
   */
  record Assignment(String label, String source, boolean template) {}

  record Decolorize() implements StageExpression {}

  record Drop(List<LabelChoice> labels) implements StageExpression {
    public Drop {
      labels = List.copyOf(labels);
    }
  }

  record Keep(List<LabelChoice> labels) implements StageExpression {
    public Keep {
      labels = List.copyOf(labels);
    }
  }

  /**
   * A label by its name, or only when its value passes a test.
   *
   * @param test null for any value
   */
  record LabelChoice(String name, @Nullable Matcher test) {}

  /**
   * Takes a label as the value of the line.
   *
   * @param conversion how it is read
   */
  record Unwrap(String label, Conversion conversion) implements StageExpression {}

  /** How the text of a label becomes a number. */
  enum Conversion {
    NUMBER(""),
    DURATION("duration"),
    DURATION_SECONDS("duration_seconds"),
    BYTES("bytes");

    private final String function;

    Conversion(String function) {
      this.function = function;
    }

    public String function() {
      return function;
    }
  }
}
