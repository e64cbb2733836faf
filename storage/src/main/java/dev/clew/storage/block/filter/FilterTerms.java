package dev.clew.storage.block.filter;

import dev.clew.model.query.Filter;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.index.IndexQuery;
import dev.clew.storage.index.TermQueries;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.NestedSource;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.rows.Symbols;
import dev.clew.storage.rows.ValueText;
import dev.clew.storage.text.RegexLiterals;
import dev.clew.storage.text.TextPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which blocks a filter needs, by the terms that {@link BlockTerms} collects. May let through too
 * many blocks, never too few.
 */
public final class FilterTerms {
  /** Numbers with names are few; see {@link RowSchema.Builder#small}. */
  private static final int MOST_SYMBOLS = 64;

  private final RowSchema schema;

  public FilterTerms(RowSchema schema) {
    this.schema = schema;
  }

  public IndexQuery of(Filter filter) {
    return switch (filter) {
      case Filter.All all -> IndexQuery.all();
      case Filter.Not not -> IndexQuery.all();
      case Filter.And and -> new IndexQuery.AllOf(and.of().stream().map(this::of).toList());
      case Filter.Or or -> anyOf(or);
      case Filter.Word word ->
          FilterCompiler.mayBeId(word)
              ? IndexQuery.anyOf(text(word), TermQueries.id(word.text()))
              : text(word);
      case Filter.Exists exists -> exists(exists.field());
      case Filter.Equals equals -> equalTo(equals.field(), List.of(equals.value()));
      case Filter.Compare compare -> compare(compare);
      case Filter.Carries carries -> TermQueries.id(carries.value());
      case Filter.Network network -> network(network);
      case Filter.Anywhere any -> anywhere(any.text());
      // The terms are in lower case. An expression may exclude letters of one case only.
      case Filter.ExactCase exact ->
          exact.of() instanceof Filter.Regex regex && !isText(regex.field())
              ? exists(regex.field())
              : of(exact.of());
      default -> text(filter);
    };
  }

  private IndexQuery anyOf(Filter.Or or) {
    FilterGroups groups = FilterGroups.of(or.of());
    List<IndexQuery> any = new ArrayList<>();
    List<String> ids = groups.ids().values().stream().flatMap(List::stream).toList();
    if (!ids.isEmpty()) {
      any.add(TermQueries.ids(ids));
    }
    groups.values().forEach((field, values) -> any.add(equalTo(field, values)));
    groups.others().forEach(filter -> any.add(of(filter)));
    return new IndexQuery.AnyOf(any);
  }

  private static IndexQuery anywhere(String text) {
    List<String> values = withNumbers(List.of(text));
    return IndexQuery.anyOf(
        TermQueries.literal(text, true, true),
        TermQueries.ids(values),
        IndexQuery.since(
            5, new IndexQuery.EachField((name, type) -> wholeValue(name, type, text, values))));
  }

  private static @Nullable IndexQuery wholeValue(
      String name, ColumnType type, String text, List<String> values) {
    return switch (type) {
      case TEXT, NESTED, BOOL -> TermQueries.values(name, values);
      case WHOLE -> Filter.Operand.of(text).isNumber() ? TermQueries.values(name, values) : null;
      // Compared by their value, so that they are not indexed.
      case REAL -> ValueText.mayBeReal(text) ? TermQueries.exists(name) : null;
      default -> null;
    };
  }

  private boolean isText(@Nullable String name) {
    if (name == null) {
      return true;
    }
    Field field = schema.field(name);
    return field != null && field.isDefaultText();
  }

  private IndexQuery text(Filter filter) {
    return switch (filter) {
      case Filter.Word f ->
          isText(f.field())
              ? TermQueries.literal(f.text(), true, true)
              : valuesWhere(f.field(), TextPattern.words(f.text(), false));
      case Filter.Phrase f ->
          isText(f.field())
              ? TermQueries.literal(f.text(), true, true)
              : valuesWhere(f.field(), TextPattern.words(f.text(), false));
      case Filter.Prefix f ->
          isText(f.field())
              ? TermQueries.literal(f.text(), true, false)
              : valuesWhere(f.field(), TextPattern.prefix(f.text(), false));
      case Filter.Suffix f ->
          isText(f.field())
              ? TermQueries.literal(f.text(), false, true)
              : valuesWhere(f.field(), TextPattern.suffix(f.text(), false));
      case Filter.Substring f ->
          isText(f.field())
              ? TermQueries.literal(f.text(), false, false)
              : valuesWhere(f.field(), TextPattern.substring(f.text(), false));
      case Filter.Regex f -> regex(f);
      case Filter.Wildcard f ->
          isText(f.field())
              ? wildcard(f.pattern())
              : valuesWhere(f.field(), TextPattern.wildcard(f.pattern(), false));
      default -> throw new IllegalStateException("BUG: " + filter + " is no test of text");
    };
  }

  private IndexQuery regex(Filter.Regex regex) {
    if (isText(regex.field())) {
      return needed(RegexLiterals.of(regex.pattern()));
    }
    // An expression may turn the case on, for which the terms are no measure.
    return regex.pattern().contains("(?")
        ? exists(regex.field())
        : valuesWhere(regex.field(), TextPattern.regex(regex.pattern(), false));
  }

  private static IndexQuery needed(RegexLiterals.Need need) {
    return switch (need) {
      case RegexLiterals.Literal literal -> TermQueries.expressionLiteral(literal.text());
      case RegexLiterals.All all ->
          new IndexQuery.AllOf(all.of().stream().map(FilterTerms::needed).toList());
      case RegexLiterals.Any any ->
          new IndexQuery.AnyOf(any.of().stream().map(FilterTerms::needed).toList());
    };
  }

  /** Of a whole text: what stands before the first star begins where the text does. */
  private static IndexQuery wildcard(String pattern) {
    List<String> parts = TextPattern.wildcardParts(pattern);
    List<IndexQuery> all = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      all.add(TermQueries.literal(parts.get(i), i == 0, i == parts.size() - 1));
    }
    return new IndexQuery.AllOf(all);
  }

  private IndexQuery network(Filter.Network network) {
    TextPattern pattern = TextPattern.address(network.range());
    if (network.field() == null) {
      return IndexQuery.anyOf(
          TermQueries.addresses(network.range()),
          valuesWhere(FilterCompiler.IP_ATTRIBUTE, pattern));
    }
    return isText(network.field())
        ? TermQueries.addresses(network.range())
        : valuesWhere(network.field(), pattern);
  }

  private IndexQuery exists(@Nullable String name) {
    if (name == null) {
      return IndexQuery.all();
    }
    Field field = schema.field(name);
    if (field == null) {
      return attribute(name, TermQueries::exists, TermQueries::exists);
    }
    return field.symbols() != null ? IndexQuery.all() : TermQueries.exists(field.name());
  }

  /**
   * An attribute under any of its names, or what is found within others by the path that it is.
   *
   * @param nested asks for a value within others, which is never indexed as an ID
   */
  private IndexQuery attribute(
      String name, Function<String, IndexQuery> query, Function<String, IndexQuery> nested) {
    List<String> names = schema.attributeNames(name);
    List<IndexQuery> any = new ArrayList<>(names.stream().map(query).toList());
    List<String> holders =
        names.stream().flatMap(n -> NestedValues.holders(n).stream()).distinct().toList();
    // Of other names the query asks for the same terms already.
    List<IndexQuery> within = new ArrayList<>();
    names.stream().filter(n -> schema.idKeyOf(n) != null).forEach(n -> within.add(nested.apply(n)));
    within.add(TermQueries.unindexed(holders));
    any.add(
        new IndexQuery.Since(
            5,
            new IndexQuery.AnyOf(within),
            new IndexQuery.AnyOf(holders.stream().map(TermQueries::exists).toList())));
    for (NestedSource source : schema.nestedSources()) {
      String root = source.rootOf(name);
      if (root != null) {
        any.add(within(source, name));
      }
    }
    return new IndexQuery.AnyOf(any);
  }

  /** Of a text the words of the name are indexed, unless their letters are spelt by numbers. */
  private static IndexQuery within(NestedSource source, String name) {
    IndexQuery exists = TermQueries.exists(source.field().name());
    if (source.field().use() != Field.Use.TEXT) {
      return exists;
    }
    String last = NestedValues.lastName(name);
    return IndexQuery.allOf(
        exists,
        IndexQuery.anyOf(
            TermQueries.literal(last, false, false), TermQueries.literal("u00", true, false)));
  }

  /** Fields whose values are terms; of the others, those that have the field. */
  private IndexQuery valuesWhere(@Nullable String name, TextPattern test) {
    Field field = name == null ? null : schema.field(name);
    if (name == null || (field != null && !hasTerms(field))) {
      return exists(name);
    }
    return field == null
        ? attribute(
            name,
            n ->
                schema.idKeyOf(n) == null
                    ? TermQueries.valuesWhere(n, test)
                    : TermQueries.exists(n),
            n -> TermQueries.valuesWhere(n, test))
        : TermQueries.valuesWhere(field.name(), test);
  }

  private static boolean hasTerms(Field field) {
    return field.type() == ColumnType.TEXT
        && (field.use() == Field.Use.NAME || field.use() == Field.Use.VALUE);
  }

  /** Any of the values. */
  private IndexQuery equalTo(String name, List<String> values) {
    Field field = schema.field(name);
    if (field == null) {
      return attribute(
          name, n -> attributeEquals(n, values), n -> TermQueries.values(n, withNumbers(values)));
    }
    Symbols symbols = field.symbols();
    if (symbols != null) {
      List<IndexQuery> any = new ArrayList<>();
      for (String value : values) {
        Symbols.Range range = FilterCompiler.range(field, symbols, value);
        any.add(numbers(field, range.low(), range.high()));
      }
      return new IndexQuery.AnyOf(any);
    }
    return switch (field.use()) {
      case TEXT ->
          new IndexQuery.AnyOf(
              values.stream().map(value -> TermQueries.literal(value, true, true)).toList());
      case NAME, VALUE -> TermQueries.values(field.name(), withNumbers(values));
      case ID -> TermQueries.ids(values);
      case PLAIN -> TermQueries.exists(field.name());
    };
  }

  private IndexQuery attributeEquals(String name, List<String> values) {
    List<String> all = withNumbers(values);
    return schema.idKeyOf(name) == null ? TermQueries.values(name, all) : TermQueries.ids(all);
  }

  /** Adds how a whole number is indexed that a value may be equal to: {@code 0500}, {@code 5e2}. */
  private static List<String> withNumbers(List<String> values) {
    List<String> all = new ArrayList<>(values);
    for (String value : values) {
      Filter.Operand operand = Filter.Operand.of(value);
      if (operand.isNumber() && operand.number() == Math.rint(operand.number())) {
        all.add(Long.toString((long) operand.number()));
        // Truth values are equal to 0 and 1.
        all.add(operand.number() == 0 ? "false" : "true");
      }
    }
    return all;
  }

  private IndexQuery compare(Filter.Compare compare) {
    if (FilterCompiler.isTime(compare)) {
      return IndexQuery.all(); // the blocks know their times
    }
    Field field = schema.field(compare.field());
    if (field == null && compare.operand().isNumber()) {
      ValuePredicate test = ValuePredicate.of(compare.op(), compare.operand().number());
      return valuesWhere(
          compare.field(),
          (bytes, from, to) -> isTruth(bytes, from, to) || test.text(bytes, from, to));
    }
    if (field == null || field.symbols() == null) {
      return exists(compare.field());
    }
    Symbols.Range range = FilterCompiler.range(field, field.symbols(), compare.operand().text());
    return switch (compare.op()) {
      case LESS, AT_MOST -> IndexQuery.all(); // rows without the field count as 0
      case GREATER -> numbers(field, range.high() + 1, MOST_SYMBOLS);
      case AT_LEAST -> numbers(field, range.low(), MOST_SYMBOLS);
    };
  }

  /** Truth values compare as 0 and 1. */
  private static boolean isTruth(byte[] bytes, int from, int to) {
    return (to - from == 4 && bytes[from] == 't') || (to - from == 5 && bytes[from] == 'f');
  }

  private static IndexQuery numbers(Field field, int low, int high) {
    if (low <= 0) {
      return IndexQuery.all(); // rows without the field count as 0
    }
    List<String> any = new ArrayList<>();
    for (int number = low; number <= high; number++) {
      any.add(Integer.toString(number));
    }
    return TermQueries.values(field.name(), any);
  }
}
