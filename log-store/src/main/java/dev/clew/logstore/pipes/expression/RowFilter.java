package dev.clew.logstore.pipes.expression;

import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.logstore.pipes.flow.PipeRow;
import dev.clew.model.QueryException;
import dev.clew.model.Severity;
import dev.clew.model.query.Filter;
import dev.clew.model.query.TimeText;
import dev.clew.storage.text.TextPattern;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tests rows with a filter of the search bar's notation, over the fields that stages made, too. */
public final class RowFilter {
  /** A search without a field looks into these. */
  private static final List<String> DEFAULT_TEXT = List.of("body", "event_name");

  private RowFilter() {}

  /**
   * Reads a filter.
   *
   * @throws QueryException with a position in the query that the text is from
   */
  public static Filter parse(PipeReader.Raw raw) {
    try {
      return dev.clew.model.query.SearchParser.parse(raw.text());
    } catch (QueryException e) {
      throw new QueryException(
          e.kind(),
          String.valueOf(e.getMessage()),
          e.position() < 0 ? raw.from() : raw.from() + e.position());
    }
  }

  /** Names the fields that a filter looks at. */
  public static void fields(Filter filter, Consumer<String> field) {
    DEFAULT_TEXT.forEach(field);
    field.accept("ip");
    var _ =
        filter.mapFields(name -> {
          field.accept(name);
          return name;
        });
    comparands(filter, field);
  }

  private static void comparands(Filter filter, Consumer<String> field) {
    switch (filter) {
      case Filter.And and -> and.of().forEach(part -> comparands(part, field));
      case Filter.Or or -> or.of().forEach(part -> comparands(part, field));
      case Filter.Not not -> comparands(not.of(), field);
      case Filter.Compare compare when comparesFields(compare) ->
          field.accept(compare.operand().text());
      default -> {}
    }
  }

  /** Whether a comparison is with another field, and not with a number or severity. */
  static boolean comparesFields(Filter.Compare compare) {
    return !compare.operand().isNumber() && !isSeverity(compare.field()) && !isTime(compare);
  }

  /** Whether a filter can be answered by the store: it compares no fields with each other. */
  public static boolean isForStore(Filter filter) {
    return switch (filter) {
      case Filter.And and -> and.of().stream().allMatch(RowFilter::isForStore);
      case Filter.Or or -> or.of().stream().allMatch(RowFilter::isForStore);
      case Filter.Not not -> isForStore(not.of());
      case Filter.Compare compare -> !comparesFields(compare);
      default -> true;
    };
  }

  private static boolean isTime(Filter.Compare compare) {
    return TimeText.isTime(compare.field()) && TimeText.isValid(compare.operand().text());
  }

  private static boolean isSeverity(String field) {
    return field.equalsIgnoreCase("severity") || field.equalsIgnoreCase("level");
  }

  /**
   * The test that a filter means.
   *
   * @param now what {@code now} is in it, nanoseconds since the Unix epoch
   */
  public static Predicate<PipeRow> compile(Filter filter, long now) {
    return switch (filter) {
      case Filter.All all -> row -> true;
      case Filter.And and -> {
        List<Predicate<PipeRow>> parts = and.of().stream().map(f -> compile(f, now)).toList();
        yield row -> parts.stream().allMatch(part -> part.test(row));
      }
      case Filter.Or or -> {
        List<Predicate<PipeRow>> parts = or.of().stream().map(f -> compile(f, now)).toList();
        yield row -> parts.stream().anyMatch(part -> part.test(row));
      }
      case Filter.Not not -> compile(not.of(), now).negate();
      case Filter.Exists exists -> row -> row.cell(exists.field()) != null;
      case Filter.Equals equals -> equalTo(equals);
      case Filter.Compare compare -> compare(compare, now);
      case Filter.Carries carries -> carries(carries);
      case Filter.Anywhere any -> throw onlyBeforeAPipe("any:" + any.text());
      case Filter.ExactCase exact -> test(exact.of(), true);
      case Filter.Network network -> network(network);
      default -> test(filter, false);
    };
  }

  /** A test of text other than {@link Filter.Equals}, which numbers pass by their value. */
  private static Predicate<PipeRow> test(Filter filter, boolean exact) {
    return switch (filter) {
      case Filter.Word f -> text(f.field(), TextPattern.words(f.text(), exact));
      case Filter.Phrase f -> text(f.field(), TextPattern.words(f.text(), exact));
      case Filter.Prefix f -> text(f.field(), TextPattern.prefix(f.text(), exact));
      case Filter.Suffix f -> text(f.field(), TextPattern.suffix(f.text(), exact));
      case Filter.Substring f -> text(f.field(), TextPattern.substring(f.text(), exact));
      case Filter.Regex f -> text(f.field(), TextPattern.regex(f.pattern(), exact));
      case Filter.Wildcard f -> text(f.field(), TextPattern.wildcard(f.pattern(), exact));
      case Filter.Equals f -> text(f.field(), TextPattern.same(f.value()));
      default -> throw new IllegalStateException("BUG: " + filter + " is no test of text");
    };
  }

  private static Predicate<PipeRow> network(Filter.Network network) {
    TextPattern pattern = TextPattern.address(network.range());
    Predicate<PipeRow> text = text(network.field(), pattern);
    return network.field() == null ? text.or(text("ip", pattern)) : text;
  }

  private static Predicate<PipeRow> text(@Nullable String field, TextPattern pattern) {
    if (field != null) {
      return row -> {
        Cell cell = row.cell(field);
        return cell != null && pattern.matches(cell.text());
      };
    }
    return row -> {
      for (String name : DEFAULT_TEXT) {
        Cell cell = row.cell(name);
        if (cell != null && pattern.matches(cell.text())) {
          return true;
        }
      }
      return false;
    };
  }

  private static Predicate<PipeRow> equalTo(Filter.Equals equals) {
    String field = equals.field();
    if (field.equalsIgnoreCase("body")) {
      return text(field, TextPattern.words(equals.value(), false));
    }
    TextPattern pattern = TextPattern.equalTo(equals.value());
    double number = Filter.Operand.of(equals.value()).number();
    Severity severity = isSeverity(field) ? Severity.parse(equals.value()) : null;
    return row -> {
      Cell cell = row.cell(field);
      if (cell == null) {
        return false;
      }
      boolean isNumber = !(cell instanceof Cell.Text) && cell.number() == number;
      return isNumber
          || pattern.matches(cell.text())
          || (severity != null && severity == Severity.parse(cell.text()));
    };
  }

  private static Predicate<PipeRow> compare(Filter.Compare compare, long now) {
    String field = compare.field();
    Filter.Op op = compare.op();
    Filter.Operand operand = compare.operand();
    if (isSeverity(field) && Severity.parse(operand.text()) != null) {
      int bound = java.util.Objects.requireNonNull(Severity.parse(operand.text())).lowestNumber();
      return row -> {
        Severity severity = Severity.parse(row.text(field));
        return severity != null && op.test(severity.lowestNumber(), bound);
      };
    }
    if (isTime(compare)) {
      long limit = TimeText.nanos(operand.text(), now).orElseThrow();
      return row -> {
        Cell cell = row.cell("time");
        return switch (cell) {
          case Cell.Time time -> op.test(Long.compare(time.nanos(), limit), 0);
          case Cell.Bucket bucket ->
              op.test(Long.compare(bucket.startMillis(), Math.floorDiv(limit, 1_000_000L)), 0);
          case null, default -> false;
        };
      };
    }
    if (operand.isNumber()) {
      return row -> {
        Cell cell = row.cell(field);
        return cell != null && op.test(cell.number(), operand.number());
      };
    }
    return row -> {
      Cell left = row.cell(field);
      Cell right = row.cell(operand.text());
      return left != null && right != null && op.test(Cell.compare(left, right), 0);
    };
  }

  private static Predicate<PipeRow> carries(Filter.Carries carries) {
    String key = carries.key();
    if (key == null) {
      throw onlyBeforeAPipe("id:" + carries.value());
    }
    return row -> row.text(key).equals(carries.value());
  }

  /** What asks all that is stored of a record; a row has the fields that stages have left. */
  private static QueryException onlyBeforeAPipe(String what) {
    return new QueryException(
        QueryException.Kind.EXECUTION,
        what + " is only possible before the first pipe (expected: field:value)",
        -1);
  }
}
