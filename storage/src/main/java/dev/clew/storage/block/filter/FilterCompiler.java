package dev.clew.storage.block.filter;

import dev.clew.model.QueryException;
import dev.clew.model.SpanId;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.model.query.TimeText;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.Column;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.column.IdColumn;
import dev.clew.storage.column.LongColumn;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.rows.Symbols;
import dev.clew.storage.text.TextPattern;
import java.time.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns a filter into a {@link BlockMatcher} for a schema. */
public final class FilterCompiler {
  /** What {@code ip:} finds addresses in besides the default text. */
  static final String IP_ATTRIBUTE = "ip";

  private final RowSchema schema;
  private final Clock clock;

  /**
   * @param clock tells what {@code now} is in comparisons of time
   */
  public FilterCompiler(RowSchema schema, Clock clock) {
    this.schema = schema;
    this.clock = clock;
  }

  /**
   * @throws QueryException when a value cannot be of its field
   */
  public BlockMatcher compile(Filter filter) {
    return switch (filter) {
      case Filter.All all -> BlockMatcher.ALL;
      case Filter.And and -> BlockMatcher.and(compileAll(and.of()));
      case Filter.Or or -> or(or);
      case Filter.Not not -> BlockMatcher.not(compile(not.of()));
      case Filter.Word word -> word(word);
      case Filter.Network network -> network(network);
      case Filter.Anywhere any -> anywhere(any.text());
      case Filter.ExactCase exact -> text(exact.of(), true);
      case Filter.Exists exists -> exists(exists.field());
      case Filter.Equals equals -> equalTo(equals.field(), List.of(equals.value()));
      case Filter.Compare compare -> compare(compare);
      case Filter.Carries carries -> new IdMatcher(schema, carries.key(), List.of(carries.value()));
      default -> text(filter, false);
    };
  }

  /** A test of text other than {@link Filter.Equals}, which numbers pass by their value. */
  private BlockMatcher text(Filter filter, boolean exact) {
    return switch (filter) {
      case Filter.Word f -> text(f.field(), TextPattern.words(f.text(), exact));
      case Filter.Phrase f -> text(f.field(), TextPattern.words(f.text(), exact));
      case Filter.Prefix f -> text(f.field(), TextPattern.prefix(f.text(), exact));
      case Filter.Suffix f -> text(f.field(), TextPattern.suffix(f.text(), exact));
      case Filter.Substring f -> text(f.field(), TextPattern.substring(f.text(), exact));
      case Filter.Regex f -> text(f.field(), TextPattern.regex(f.pattern(), exact));
      case Filter.Wildcard f -> text(f.field(), TextPattern.wildcard(f.pattern(), exact));
      case Filter.Equals f -> exactly(f);
      default -> throw new IllegalStateException("BUG: " + filter + " is no test of text");
    };
  }

  /** The whole value, case included; also of texts, in which {@link Filter.Equals} finds words. */
  private BlockMatcher exactly(Filter.Equals equals) {
    Field field = schema.field(equals.field());
    return field == null || field.type() == ColumnType.TEXT
        ? text(equals.field(), TextPattern.same(equals.value()))
        : equalTo(equals.field(), List.of(equals.value()));
  }

  private BlockMatcher network(Filter.Network network) {
    TextPattern pattern = TextPattern.address(network.range());
    BlockMatcher text = text(network.field(), pattern);
    return network.field() == null
        ? BlockMatcher.or(List.of(text, text(IP_ATTRIBUTE, pattern)))
        : text;
  }

  private BlockMatcher or(Filter.Or or) {
    FilterGroups groups = FilterGroups.of(or.of());
    List<BlockMatcher> any = new ArrayList<>();
    groups
        .ids()
        .forEach((key, ids) -> any.add(new IdMatcher(schema, key.isEmpty() ? null : key, ids)));
    groups.values().forEach((field, values) -> any.add(equalTo(field, values)));
    any.addAll(compileAll(groups.others()));
    return any.size() == 1 ? any.getFirst() : BlockMatcher.or(any);
  }

  private BlockMatcher word(Filter.Word word) {
    BlockMatcher text = text(word, false);
    return mayBeId(word)
        ? BlockMatcher.or(List.of(new IdMatcher(schema, null, List.of(word.text())), text))
        : text;
  }

  /**
   * Whether a word is looked for among the correlation IDs, too: people paste IDs into the search
   * bar without saying what they are. Nearly all IDs have a digit, and few other words do.
   */
  static boolean mayBeId(Filter.Word word) {
    return word.field() == null
        && word.text().length() >= 3
        && word.text().chars().anyMatch(c -> c >= '0' && c <= '9');
  }

  private BlockMatcher anywhere(String value) {
    return BlockMatcher.or(
        List.of(
            new IdMatcher(schema, null, List.of(value)),
            new AnyFieldMatcher(schema, value),
            text(null, TextPattern.words(value, false))));
  }

  private List<BlockMatcher> compileAll(List<Filter> filters) {
    // Text is the dearest to test, so it comes last and sees the fewest rows.
    List<BlockMatcher> cheap = new ArrayList<>();
    List<BlockMatcher> dear = new ArrayList<>();
    for (Filter filter : filters) {
      boolean isDear =
          filter instanceof Filter.Word
              || filter instanceof Filter.Phrase
              || filter instanceof Filter.Prefix
              || filter instanceof Filter.Suffix
              || filter instanceof Filter.Substring
              || filter instanceof Filter.ExactCase
              || filter instanceof Filter.Network
              || filter instanceof Filter.Anywhere
              || filter instanceof Filter.Regex
              || filter instanceof Filter.Not;
      (isDear ? dear : cheap).add(compile(filter));
    }
    cheap.addAll(dear);
    return cheap;
  }

  private BlockMatcher text(@Nullable String name, TextPattern pattern) {
    ValuePredicate test = ValuePredicate.of(pattern);
    if (name == null) {
      List<String> names =
          schema.fields().stream().filter(Field::isDefaultText).map(Field::name).toList();
      return NameMatcher.of(names, test);
    }
    Field field = schema.field(name);
    if (field == null) {
      return NestedMatcher.attribute(schema, name, test);
    }
    Symbols symbols = field.symbols();
    if (symbols != null) {
      return new SymbolMatcher(field, number -> pattern.matches(symbols.nameOf(number)));
    }
    return new FieldMatcher(field, test);
  }

  private BlockMatcher exists(String name) {
    Field field = schema.field(name);
    return field == null
        ? NestedMatcher.attribute(schema, name, ValuePredicate.ANY)
        : new FieldMatcher(field, ValuePredicate.ANY);
  }

  /** Any of the values. */
  private BlockMatcher equalTo(String name, List<String> values) {
    Field field = schema.field(name);
    if (field == null) {
      return NestedMatcher.attribute(schema, name, new EqualPredicate(values));
    }
    if (field.use() == Field.Use.TEXT) {
      return BlockMatcher.or(
          values.stream().map(value -> text(name, TextPattern.words(value, false))).toList());
    }
    Symbols symbols = field.symbols();
    if (symbols != null) {
      List<Symbols.Range> ranges = values.stream().map(v -> range(field, symbols, v)).toList();
      return new SymbolMatcher(
          field, number -> ranges.stream().anyMatch(r -> number >= r.low() && number <= r.high()));
    }
    return switch (field.type()) {
      case ID128 -> id128(field, values);
      case ID64 -> id64(field, values);
      default -> new FieldMatcher(field, new EqualPredicate(values));
    };
  }

  private static BlockMatcher id128(Field field, List<String> values) {
    IdMatcher.TraceIds wanted = new IdMatcher.TraceIds(values);
    return (block, within) -> {
      BitSet found = new BitSet();
      if (!wanted.isEmpty() && block.column(field.key()) instanceof IdColumn ids) {
        wanted.match(ids, within, found);
      }
      return found;
    };
  }

  private static BlockMatcher id64(Field field, List<String> values) {
    LongSet wanted =
        new LongSet(
            values.stream()
                .map(SpanId::parse)
                .filter(Objects::nonNull)
                .map(SpanId::value)
                .toList());
    return (block, within) -> {
      BitSet found = new BitSet();
      if (block.column(field.key()) instanceof LongColumn ids) {
        for (int row = within.nextSetBit(0); row >= 0; row = within.nextSetBit(row + 1)) {
          if (ids.has(row) && wanted.contains(ids.value(row))) {
            found.set(row);
          }
        }
      }
      return found;
    };
  }

  private BlockMatcher compare(Filter.Compare compare) {
    Field field = schema.field(compare.field());
    Filter.Operand operand = compare.operand();
    if (isTime(compare)) {
      return time(compare.op(), nanos(operand, clock));
    }
    if (field != null && field.symbols() != null) {
      Symbols.Range range = range(field, field.symbols(), operand.text());
      return switch (compare.op()) {
        case LESS -> new SymbolMatcher(field, number -> number < range.low());
        case AT_MOST -> new SymbolMatcher(field, number -> number <= range.high());
        case GREATER -> new SymbolMatcher(field, number -> number > range.high());
        case AT_LEAST -> new SymbolMatcher(field, number -> number >= range.low());
      };
    }
    if (!operand.isNumber()) {
      throw new QueryException(
          QueryException.Kind.EXECUTION,
          compare.field()
              + compare.op().sign()
              + operand.text()
              + ": \""
              + operand.text()
              + "\" (expected: a number such as 3.5, a duration such as 500ms or a size such as"
              + " 10MB)",
          -1);
    }
    ValuePredicate test = ValuePredicate.of(compare.op(), operand.number());
    return field == null
        ? NestedMatcher.attribute(schema, compare.field(), test)
        : new FieldMatcher(field, test);
  }

  /** Whether a comparison is about the row's own time. */
  static boolean isTime(Filter.Compare compare) {
    return TimeText.isTime(compare.field()) && TimeText.isValid(compare.operand().text());
  }

  static long nanos(Filter.Operand operand, Clock clock) {
    return TimeText.nanos(operand.text(), TimeRange.nanosOf(clock.instant())).orElseThrow();
  }

  private static BlockMatcher time(Filter.Op op, long limit) {
    return (block, within) -> {
      long[] times = block.times();
      for (int row = within.nextSetBit(0); row >= 0; row = within.nextSetBit(row + 1)) {
        boolean matches =
            switch (op) {
              case LESS -> times[row] < limit;
              case AT_MOST -> times[row] <= limit;
              case GREATER -> times[row] > limit;
              case AT_LEAST -> times[row] >= limit;
            };
        if (!matches) {
          within.clear(row);
        }
      }
      return within;
    };
  }

  static Symbols.Range range(Field field, Symbols symbols, String text) {
    Symbols.Range range = symbols.rangeOf(text);
    if (range == null) {
      throw new QueryException(
          QueryException.Kind.EXECUTION,
          field.name() + ": \"" + text + "\" (expected: " + symbols.expected() + ")",
          -1);
    }
    return range;
  }

  /** Tests a fixed field by its values. */
  private record FieldMatcher(Field field, ValuePredicate test) implements BlockMatcher {
    @Override
    public BitSet match(BlockRows block, BitSet within) {
      BitSet found = new BitSet();
      Column column = block.column(field.key());
      if (column != null) {
        NameMatcher.match(column, test, within, found);
      }
      return found;
    }
  }

  /** Tests a field whose numbers have names; a row without it has number 0. */
  private record SymbolMatcher(Field field, java.util.function.IntPredicate test)
      implements BlockMatcher {
    @Override
    public BitSet match(BlockRows block, BitSet within) {
      BitSet found = new BitSet();
      LongColumn numbers = (LongColumn) block.column(field.key());
      for (int row = within.nextSetBit(0); row >= 0; row = within.nextSetBit(row + 1)) {
        if (test.test(numbers == null ? 0 : (int) numbers.value(row))) {
          found.set(row);
        }
      }
      return found;
    }
  }
}
