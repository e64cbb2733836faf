package dev.clew.model.query;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which rows (log records or spans) are wanted. {@code toString} prints the search bar's notation;
 * {@link SearchParser} reads it back to an equal tree.
 *
 * <p>A field is named as people type it ({@code service}, {@code http.route}); a store folds its
 * aliases. A null field means the default text: the message of a log record, the name and status
 * message of a span. All text comparisons ignore case, but for {@link Carries} and {@link
 * ExactCase}.
 *
 * <p>A filter that can be made can be walked by recursion: one of more than {@link #MOST_LEVELS}
 * levels is refused when it is made, whatever language it comes from.
 */
public sealed interface Filter {
  /** Languages add a few levels of their own to those that they take from outside. */
  int MOST_LEVELS = Nesting.MOST + 50;

  /** Of this filter and those in it. */
  private int levels() {
    return switch (this) {
      case And and -> 1 + levels(and.of());
      case Or or -> 1 + levels(or.of());
      case Not not -> 1 + not.of().levels();
      case ExactCase exact -> 2;
      case All f -> 1;
      case Carries f -> 1;
      case Anywhere f -> 1;
      case Word f -> 1;
      case Phrase f -> 1;
      case Prefix f -> 1;
      case Suffix f -> 1;
      case Substring f -> 1;
      case Regex f -> 1;
      case Equals f -> 1;
      case Wildcard f -> 1;
      case Exists f -> 1;
      case Compare f -> 1;
      case Network f -> 1;
    };
  }

  private static int levels(List<Filter> filters) {
    int most = 0;
    for (Filter filter : filters) {
      most = Math.max(most, filter.levels());
    }
    if (most >= MOST_LEVELS) {
      throw Nesting.tooDeep(-1);
    }
    return most;
  }

  /** Every row. */
  static Filter all() {
    return new All();
  }

  /** This filter with every field name replaced; default text stays default text. */
  default Filter mapFields(UnaryOperator<String> rename) {
    return switch (this) {
      case All all -> all;
      case Carries carries -> carries;
      case Anywhere anywhere -> anywhere;
      case And and -> new And(and.of().stream().map(f -> f.mapFields(rename)).toList());
      case Or or -> new Or(or.of().stream().map(f -> f.mapFields(rename)).toList());
      case Not not -> new Not(not.of().mapFields(rename));
      case Word word -> new Word(renamed(word.field(), rename), word.text());
      case Phrase phrase -> new Phrase(renamed(phrase.field(), rename), phrase.text());
      case Prefix prefix -> new Prefix(renamed(prefix.field(), rename), prefix.text());
      case Suffix suffix -> new Suffix(renamed(suffix.field(), rename), suffix.text());
      case Substring part -> new Substring(renamed(part.field(), rename), part.text());
      case Regex regex -> new Regex(renamed(regex.field(), rename), regex.pattern());
      case Equals equals -> new Equals(rename.apply(equals.field()), equals.value());
      case Wildcard wildcard -> new Wildcard(rename.apply(wildcard.field()), wildcard.pattern());
      case Exists exists -> new Exists(rename.apply(exists.field()));
      case Compare compare ->
          new Compare(rename.apply(compare.field()), compare.op(), compare.operand());
      case Network network -> new Network(renamed(network.field(), rename), network.range());
      case ExactCase exact -> new ExactCase(exact.of().mapFields(rename));
    };
  }

  private static @Nullable String renamed(@Nullable String field, UnaryOperator<String> rename) {
    return field == null ? null : rename.apply(field);
  }

  static Filter and(Filter... filters) {
    List<Filter> kept = java.util.Arrays.stream(filters).filter(f -> !(f instanceof All)).toList();
    return switch (kept.size()) {
      case 0 -> all();
      case 1 -> kept.getFirst();
      default -> new And(kept);
    };
  }

  /** Every row. */
  record All() implements Filter {
    @Override
    public String toString() {
      return "*";
    }
  }

  /** Rows that every one of the filters wants. */
  record And(List<Filter> of) implements Filter {
    public And {
      of = List.copyOf(of);
      int _ = levels(of);
    }

    @Override
    public String toString() {
      return SearchPrinter.print(this);
    }
  }

  /** Rows that at least one of the filters wants. */
  record Or(List<Filter> of) implements Filter {
    public Or {
      of = List.copyOf(of);
      int _ = levels(of);
    }

    @Override
    public String toString() {
      return SearchPrinter.print(this);
    }
  }

  /** Rows that the filter does not want. */
  record Not(Filter of) implements Filter {
    public Not {
      int _ = levels(List.of(of));
    }

    @Override
    public String toString() {
      return SearchPrinter.print(this);
    }
  }

  /**
   * The text holds this word, with no letter, digit or underscore before or behind it. May hold
   * other characters inside ({@code 10.0.0.1}, {@code foo-bar}). Without a field, a word with a
   * digit is also found as a correlation ID that the row carries.
   */
  record Word(@Nullable String field, String text) implements Filter {
    @Override
    public String toString() {
      return SearchPrinter.print(this);
    }
  }

  /** The text holds these words in a row, with exactly these characters between them. */
  record Phrase(@Nullable String field, String text) implements Filter {
    @Override
    public String toString() {
      return SearchPrinter.print(this);
    }
  }

  /** The text holds a word that begins so. */
  record Prefix(@Nullable String field, String text) implements Filter {
    @Override
    public String toString() {
      return SearchPrinter.print(this);
    }
  }

  /** The text holds a word that ends so. */
  record Suffix(@Nullable String field, String text) implements Filter {
    @Override
    public String toString() {
      return SearchPrinter.print(this);
    }
  }

  /** The text holds these characters anywhere. */
  record Substring(@Nullable String field, String text) implements Filter {
    @Override
    public String toString() {
      return SearchPrinter.print(this);
    }
  }

  /** A part of the text matches a regular expression of RE2's syntax. */
  record Regex(@Nullable String field, String pattern) implements Filter {
    public Regex {
      pattern = SearchPrinter.withPlainSlashes(pattern);
    }

    @Override
    public String toString() {
      return SearchPrinter.print(this);
    }
  }

  /** The whole value of the field is this one; numbers compare by value. */
  record Equals(String field, String value) implements Filter {
    @Override
    public String toString() {
      return SearchPrinter.print(this);
    }
  }

  /**
   * The whole value matches a pattern in which {@code *} stands for any characters, and a backslash
   * takes the meaning from the character behind it.
   */
  record Wildcard(String field, String pattern) implements Filter {
    @Override
    public String toString() {
      return SearchPrinter.print(this);
    }
  }

  /** The field has a value. */
  record Exists(String field) implements Filter {
    @Override
    public String toString() {
      return SearchPrinter.print(this);
    }
  }

  /**
   * The field compares so with a number, a duration, a size in bytes or a name that the field
   * orders (a severity); the row's own time ({@link TimeText#isTime}) with a {@link TimeText}. Rows
   * without the field, or with a value that is no number, are not wanted.
   */
  record Compare(String field, Op op, Operand operand) implements Filter {
    @Override
    public String toString() {
      return SearchPrinter.print(this);
    }
  }

  /**
   * The row carries this correlation ID, compared exactly. Notation: {@code id:value}, {@code
   * id.order.id:value}.
   *
   * @param key a name of the configured correlation keys or {@code trace_id}; null means any
   */
  record Carries(@Nullable String key, String value) implements Filter {
    @Override
    public String toString() {
      return SearchPrinter.print(this);
    }
  }

  /**
   * The default text holds this word or these words in a row, or it is the whole value of any field
   * of the row, of one within its lists and maps, too, or a correlation ID that it carries.
   * Notation: {@code any:value}.
   */
  record Anywhere(String text) implements Filter {
    public Anywhere {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("any: \"\" (expected: a word or phrase)");
      }
    }

    @Override
    public String toString() {
      return SearchPrinter.print(this);
    }
  }

  /**
   * The text holds an IP address of the range. Notation: {@code ip:10.0.0.0/8} for the default text
   * and the attribute {@code ip}, {@code client.address:10.0.0.0/8} for a field.
   */
  record Network(@Nullable String field, IpRange range) implements Filter {
    @Override
    public String toString() {
      return SearchPrinter.print(this);
    }
  }

  /**
   * What the filter wants, with every letter in the case given. Notation: {@code ="Payment
   * failed"}, {@code field:=Value}.
   *
   * @param of a test of text: Word, Phrase, Prefix, Suffix, Substring, Regex, Equals or Wildcard
   */
  record ExactCase(Filter of) implements Filter {
    public ExactCase {
      switch (of) {
        case Word w -> {}
        case Phrase p -> {}
        case Prefix p -> {}
        case Suffix s -> {}
        case Substring s -> {}
        case Regex r -> {}
        case Equals e -> {}
        case Wildcard w -> {}
        default ->
            throw new IllegalArgumentException("exact case of " + of + " (expected: a text test)");
      }
    }

    @Override
    public String toString() {
      return SearchPrinter.print(this);
    }
  }

  /** An order comparison. */
  enum Op {
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">=");

    private final String sign;

    Op(String sign) {
      this.sign = sign;
    }

    public String sign() {
      return sign;
    }

    /** Whether {@code left op right}; never for NaN. */
    public boolean test(double left, double right) {
      return switch (this) {
        case LESS -> left < right;
        case AT_MOST -> left <= right;
        case GREATER -> left > right;
        case AT_LEAST -> left >= right;
      };
    }
  }

  /**
   * The right side of a {@link Compare}.
   *
   * @param text as typed: {@code 500ms}, {@code 3.5}, {@code 10MiB}, {@code warn}, {@code now-5m}
   * @param number its value, a duration in nanoseconds, a size in bytes; NaN when it is neither
   */
  record Operand(String text, double number) {
    /** Reads a number, or one with a unit of time or bytes, or takes the text as a name. */
    public static Operand of(String text) {
      return new Operand(text, Quantities.parse(text));
    }

    public boolean isNumber() {
      return !Double.isNaN(number);
    }
  }
}
