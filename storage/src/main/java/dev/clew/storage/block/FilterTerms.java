package dev.clew.storage.block;

import dev.clew.model.query.Filter;
import dev.clew.storage.index.IndexQuery;
import dev.clew.storage.index.Terms;
import dev.clew.storage.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which blocks a filter needs, by the terms that {@link BlockTerms} collects. May let through too
 * many blocks, never too few.
 */
final class FilterTerms {
  /** Numbers with names are few; see {@link BlockSchema.Builder#small}. */
  private static final int MOST_SYMBOLS = 64;

  private final BlockSchema schema;

  FilterTerms(BlockSchema schema) {
    this.schema = schema;
  }

  IndexQuery of(Filter filter) {
    return switch (filter) {
      case Filter.All all -> IndexQuery.all();
      case Filter.Not not -> IndexQuery.all();
      case Filter.And and -> new IndexQuery.AllOf(and.of().stream().map(this::of).toList());
      case Filter.Or or -> new IndexQuery.AnyOf(or.of().stream().map(this::of).toList());
      case Filter.Word word ->
          FilterCompiler.mayBeId(word)
              ? IndexQuery.anyOf(words(word.field(), word.text()), Terms.idQuery(word.text()))
              : words(word.field(), word.text());
      case Filter.Phrase phrase -> words(phrase.field(), phrase.text());
      case Filter.Prefix prefix ->
          isText(prefix.field()) ? prefix(prefix.text()) : exists(prefix.field());
      case Filter.Suffix suffix -> exists(suffix.field());
      case Filter.Substring part -> exists(part.field());
      case Filter.Regex regex -> exists(regex.field());
      case Filter.Wildcard wildcard -> exists(wildcard.field());
      case Filter.Exists exists -> exists(exists.field());
      case Filter.Equals equals -> equalTo(equals.field(), equals.value());
      case Filter.Compare compare -> compare(compare);
      case Filter.Carries carries -> Terms.idQuery(carries.value());
      case Filter.Network network -> exists(network.field());
      case Filter.ExactCase exact -> of(exact.of());
    };
  }

  private boolean isText(@Nullable String name) {
    if (name == null) {
      return true;
    }
    Field field = schema.field(name);
    return field != null && field.isDefaultText();
  }

  private IndexQuery words(@Nullable String name, String text) {
    return isText(name) ? Terms.wordsQuery(text) : exists(name);
  }

  private static IndexQuery prefix(String text) {
    byte[] beginning = text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    boolean oneWord =
        beginning.length > 0
            && beginning.length <= Tokenizer.LONGEST
            && text.chars().allMatch(c -> c == '_' || c > 127 || Character.isLetterOrDigit(c));
    // The words that may be hashed cannot be found by their beginning.
    return oneWord && !Tokenizer.mayBeId(beginning)
        ? Terms.wordPrefixQuery(beginning)
        : IndexQuery.all();
  }

  private IndexQuery exists(@Nullable String name) {
    if (name == null) {
      return IndexQuery.all();
    }
    Field field = schema.field(name);
    if (field == null) {
      return anyName(name, n -> Terms.existsQuery(bytes(n)));
    }
    return field.symbols() != null ? IndexQuery.all() : Terms.existsQuery(bytes(field.name()));
  }

  private IndexQuery anyName(String name, Function<String, IndexQuery> query) {
    return new IndexQuery.AnyOf(schema.attributeNames(name).stream().map(query).toList());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private IndexQuery equalTo(String name, String value) {
    Field field = schema.field(name);
    if (field == null) {
      return anyName(name, n -> attributeEquals(n, value));
    }
    Symbols symbols = field.symbols();
    if (symbols != null) {
      Symbols.Range range = FilterCompiler.range(field, symbols, value);
      return numbers(field, range.low(), range.high());
    }
    return switch (field.use()) {
      case TEXT -> Terms.wordsQuery(value);
      case NAME, VALUE -> values(field.name(), value);
      case ID -> Terms.idQuery(value);
      case PLAIN -> Terms.existsQuery(bytes(field.name()));
    };
  }

  private IndexQuery attributeEquals(String name, String value) {
    if (schema.idKeyOf(name) == null) {
      return values(name, value);
    }
    List<IndexQuery> any = new ArrayList<>();
    any.add(Terms.idQuery(value));
    String number = canonical(value);
    if (number != null) {
      any.add(Terms.idQuery(number));
    }
    return new IndexQuery.AnyOf(any);
  }

  private static IndexQuery values(String name, String value) {
    byte[] folded = bytes(value.toLowerCase(Locale.ROOT));
    IndexQuery asText = Terms.valueQuery(bytes(name), folded);
    String number = canonical(value);
    return number == null
        ? asText
        : IndexQuery.anyOf(asText, Terms.valueQuery(bytes(name), bytes(number)));
  }

  /** How a whole number is indexed that a value may be equal to: {@code 0500} and {@code 5e2}. */
  private static @Nullable String canonical(String value) {
    Filter.Operand operand = Filter.Operand.of(value);
    boolean whole = operand.isNumber() && operand.number() == Math.rint(operand.number());
    return whole ? Long.toString((long) operand.number()) : null;
  }

  private IndexQuery compare(Filter.Compare compare) {
    Field field = schema.field(compare.field());
    if (FilterCompiler.isTime(compare)) {
      return IndexQuery.all(); // the blocks know their times
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

  private static IndexQuery numbers(Field field, int low, int high) {
    if (low <= 0) {
      return IndexQuery.all(); // rows without the field count as 0
    }
    List<IndexQuery> any = new ArrayList<>();
    for (int number = low; number <= high; number++) {
      any.add(Terms.valueQuery(bytes(field.name()), bytes(Integer.toString(number))));
    }
    return new IndexQuery.AnyOf(any);
  }
}
