package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.Printer;
import dev.clew.metricsstore.promql.result.Explain;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notes down how a query is evaluated, a part for each expression. Confined to the thread that
 * evaluates; threads that help it hand on what they count.
 */
public final class QueryTrace {
  private final Part root = new Part(null);
  private final Deque<Part> open = new ArrayDeque<>();
  private final Steps steps;
  private final long @Nullable [] perStep;
  private long totalSamples;
  private long peakSamples;
  private long preparationNanos;

  /** One expression. */
  public static final class Part {
    private final @Nullable Expression expression;
    private final long begun = System.nanoTime();
    private final List<Part> children = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long nanos;
    private long seriesIn = -1;
    private long samples;
    private long seriesOut;

    private Part(@Nullable Expression expression) {
      this.expression = expression;
    }

    void note(String note) {
      notes.add(note);
    }

    void read(long matching, long read) {
      seriesIn = matching;
      samples = read;
    }

    public void answered(long series) {
      seriesOut = series;
    }

    void took(long duration) {
      nanos = duration;
    }

    private long samples() {
      return samples + children.stream().mapToLong(Part::samples).sum();
    }

    private Explain explain() {
      long given =
          seriesIn >= 0 ? seriesIn : children.stream().mapToLong(part -> part.seriesOut).sum();
      return new Explain(
          expression == null ? "" : Printer.text(expression),
          kind(expression),
          nanos / 1e6,
          given,
          samples(),
          seriesOut,
          notes,
          children.stream().map(Part::explain).toList());
    }
  }

  /**
   * @param countsSteps whether samples are counted by step, too
   */
  public QueryTrace(Steps steps, boolean countsSteps) {
    this.steps = steps;
    perStep = countsSteps ? new long[steps.count()] : null;
    open.push(root);
  }

  /** Begins a part; parts that begin until it ends are below it. */
  public Part begin(Expression expression) {
    Part part = new Part(expression);
    current().children.add(part);
    open.push(part);
    return part;
  }

  public void end(Part part) {
    part.nanos = System.nanoTime() - part.begun;
    open.pop();
  }

  Part current() {
    return open.element();
  }

  /** Forgets what is below the current part, because it is done again in another way. */
  public void forgetParts() {
    current().children.clear();
  }

  /** A note on the current part. */
  public void note(String note) {
    current().note(note);
  }

  /** An array to count the samples of each step in, or null. */
  long @Nullable [] stepCounts(Steps ofPart) {
    return perStep != null && ofPart.equals(steps) ? new long[perStep.length] : null;
  }

  void seen(long samples, long @Nullable [] byStep) {
    totalSamples += samples;
    if (byStep != null && perStep != null) {
      for (int i = 0; i < perStep.length; i++) {
        perStep[i] += byStep[i];
      }
    }
  }

  void held(long samples) {
    peakSamples = Math.max(peakSamples, samples);
  }

  void prepared(long nanos) {
    preparationNanos += nanos;
  }

  public long totalSamples() {
    return totalSamples;
  }

  public long peakSamples() {
    return peakSamples;
  }

  public double preparationSeconds() {
    return preparationNanos / 1e9;
  }

  /** By step; null unless it was asked for. */
  public long @Nullable [] perStep() {
    return perStep;
  }

  /** The whole query; null when it had no part, as without steps. */
  public @Nullable Explain explain() {
    return root.children.isEmpty() ? null : root.children.getFirst().explain();
  }

  private static String kind(@Nullable Expression expression) {
    return switch (expression) {
      case null -> "query";
      case Expression.NumberLiteral number -> "number";
      case Expression.StringLiteral string -> "string";
      case Expression.VectorSelector vector -> "selector";
      case Expression.MatrixSelector matrix -> "selector";
      case Expression.Subquery subquery -> "subquery";
      case Expression.Call call -> "function";
      case Expression.Aggregate aggregate -> "aggregation";
      case Expression.Binary binary -> "binary";
      case Expression.Unary unary -> "unary";
      case Expression.Parentheses parentheses -> "parentheses";
    };
  }
}
