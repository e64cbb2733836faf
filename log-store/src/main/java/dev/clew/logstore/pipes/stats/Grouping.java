package dev.clew.logstore.pipes.stats;

import dev.clew.logstore.pipes.expression.RowFilter;
import dev.clew.logstore.pipes.flow.PipeReader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What rows are grouped by, and what is computed of each group. */
public record Grouping(List<GroupField> by, List<StatsFunction> functions) {
  /** More functions come from programs gone wrong. */
  private static final int MOST_FUNCTIONS = 50;

  public Grouping {
    by = List.copyOf(by);
    functions = List.copyOf(functions);
  }

  /** Reads {@code [by (…)] function, function [by (…)]}. */
  public static Grouping parse(PipeReader reader) {
    List<GroupField> by = reader.takeIf("by") ? GroupField.parse(reader) : List.of();
    List<StatsFunction> functions = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    by.forEach(one -> names.add(one.field()));
    do {
      int from = reader.peek().from();
      StatsFunction function = StatsFunction.parse(reader);
      if (!names.add(function.alias())) {
        throw PipeReader.fault(
            "two columns are named \"" + function.alias() + "\" (expected: as another_name)", from);
      }
      functions.add(function);
      if (functions.size() > MOST_FUNCTIONS) {
        throw PipeReader.fault(
            "more than " + MOST_FUNCTIONS + " functions (expected: fewer)", from);
      }
    } while (reader.takeIf(","));
    if (by.isEmpty() && reader.takeIf("by")) {
      int from = reader.peek().from();
      by = GroupField.parse(reader);
      for (GroupField one : by) {
        if (!names.add(one.field())) {
          throw PipeReader.fault(
              "two columns are named \"" + one.field() + "\" (expected: as another_name)", from);
        }
      }
    }
    return new Grouping(by, functions);
  }

  /** The columns of its table. */
  public List<String> columns() {
    List<String> columns = new ArrayList<>();
    by.forEach(one -> columns.add(one.field()));
    functions.forEach(function -> columns.add(function.alias()));
    return columns;
  }

  /** Whether the store can test all conditions. */
  public boolean isForStore() {
    return functions.stream()
        .allMatch(f -> f.condition() == null || RowFilter.isForStore(f.condition()));
  }

  public void reads(Consumer<String> field) {
    by.forEach(one -> field.accept(one.field()));
    field.accept("time");
    for (StatsFunction function : functions) {
      function.fields().forEach(field);
      if (function.condition() != null) {
        RowFilter.fields(function.condition(), field);
      }
    }
  }

  @Override
  public String toString() {
    List<String> parts = functions.stream().map(StatsFunction::toString).toList();
    String text = String.join(", ", parts);
    if (by.isEmpty()) {
      return text;
    }
    return text + " by (" + String.join(", ", by.stream().map(GroupField::toString).toList()) + ")";
  }
}
