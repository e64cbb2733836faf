package dev.clew.model.query;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Random filters as the parser may make them, and filters as one line of text. */
final class SearchTrees {
  private static final String[] TEXTS = {
    "a",
    "foo-bar",
    "10.0.0.1",
    "10.0.0.0/8",
    "::1",
    "a b",
    "é",
    "AND",
    "OR",
    "TO",
    "1..5",
    "=x",
    "~x",
    "-x",
    "/x",
    "x/",
    "/x/",
    "a:b",
    "\"",
    "\\",
    "a\\",
    "*",
    "a*b",
    "|",
    "||",
    "a,b",
    "[1",
    "{",
    "(",
    ")",
    "<5",
    ">",
    "!",
    "!=",
    "5ms",
    "10MiB",
    "now",
    "id",
    "x\u2003y",
    "\uD83D\uDE00",
    "a=b",
    "http://x/y?z=1",
    "10:30:05",
    "\t",
    "ß",
    "&&",
    "NOT",
    "..",
    "a..b",
    "$1",
    "'",
    "a~b"
  };
  private static final String[] FIELDS = {
    "f",
    "http.route",
    "id",
    "id.x",
    "ip",
    "any",
    "a b",
    "10",
    "a:b",
    "-f",
    "x*",
    "AND",
    "\"",
    "f|g",
    "",
    "a=b",
    "k8s.pod/name",
    "(",
    "!",
    "time2"
  };
  private static final String[] REGEXES = {
    "a", "a/b", "a|b", "a\\\\", "[/]", "\\d+", "\"x\" y", "a\\.b", "(a b)", "x,y)", "é"
  };

  private final Random random;

  SearchTrees(Random random) {
    this.random = random;
  }

  private String pick(String[] of) {
    return of[random.nextInt(of.length)];
  }

  private String field() {
    return pick(FIELDS);
  }

  private String fieldOrNull() {
    return random.nextBoolean() ? null : field();
  }

  Filter filter(int depth) {
    return switch (random.nextInt(depth > 0 ? 10 : 7)) {
      case 0 -> new Filter.Exists(field());
      case 1 -> new Filter.Compare(field(), pick(Filter.Op.values()), Filter.Operand.of(text()));
      case 2 ->
          random.nextInt(3) == 0
              ? new Filter.Anywhere(text())
              : new Filter.Carries(random.nextBoolean() ? null : "order.id", text());
      case 3 -> new Filter.Network(fieldOrNull(), network());
      case 4 -> new Filter.ExactCase(text(true));
      case 5, 6 -> text(false);
      case 7 -> new Filter.Not(filter(depth - 1));
      case 8 -> new Filter.And(several(depth));
      default -> new Filter.Or(several(depth));
    };
  }

  private Filter.Op pick(Filter.Op[] of) {
    return of[random.nextInt(of.length)];
  }

  private List<Filter> several(int depth) {
    return IntStream.range(0, 2 + random.nextInt(3)).mapToObj(i -> filter(depth - 1)).toList();
  }

  private String text() {
    return pick(TEXTS);
  }

  private IpRange network() {
    return random.nextBoolean()
        ? new IpRange(true, 0, random.nextLong(), random.nextInt(33))
        : new IpRange(false, random.nextLong(), random.nextLong(), random.nextInt(129));
  }

  private Filter text(boolean exact) {
    return switch (random.nextInt(8)) {
      case 0 -> new Filter.Word(fieldOrNull(), text());
      case 1 -> new Filter.Phrase(fieldOrNull(), random.nextInt(9) == 0 ? "" : text());
      case 2 -> new Filter.Prefix(fieldOrNull(), text());
      case 3 -> new Filter.Suffix(fieldOrNull(), text());
      case 4 -> new Filter.Substring(fieldOrNull(), text());
      case 5 -> new Filter.Regex(fieldOrNull(), pick(REGEXES));
      case 6 -> new Filter.Equals(field(), text());
      default ->
          new Filter.Wildcard(field(), pick(new String[] {"a*", "*b", "a*b*c", "1..*", "a\\*b*"}));
    };
  }

  static String tree(Filter filter) {
    return switch (filter) {
      case Filter.All all -> "all";
      case Filter.And and -> "and" + of(and.of());
      case Filter.Or or -> "or" + of(or.of());
      case Filter.Not not -> "not(" + tree(not.of()) + ")";
      case Filter.Compare c -> c.field() + " " + c.op().sign() + " " + value(c.operand());
      case Filter.Exists exists -> "exists " + exists.field();
      case Filter.Carries c -> "carries " + c.key() + " " + c.value();
      case Filter.Anywhere any -> "anywhere " + any.text();
      case Filter.Network n -> "network " + n.field() + " " + n.range();
      case Filter.ExactCase exact -> "exact " + tree(exact.of());
      case Filter.Word f -> "word " + f.field() + " " + f.text();
      case Filter.Phrase f -> "phrase " + f.field() + " " + f.text();
      case Filter.Prefix f -> "prefix " + f.field() + " " + f.text();
      case Filter.Suffix f -> "suffix " + f.field() + " " + f.text();
      case Filter.Substring f -> "substring " + f.field() + " " + f.text();
      case Filter.Regex f -> "regex " + f.field() + " " + f.pattern();
      case Filter.Wildcard f -> "wildcard " + f.field() + " " + f.pattern();
      case Filter.Equals f -> "equals " + f.field() + " " + f.value();
    };
  }

  private static String value(Filter.Operand operand) {
    return operand.isNumber() ? Double.toString(operand.number()) : operand.text();
  }

  private static String of(List<Filter> filters) {
    return filters.stream().map(SearchTrees::tree).collect(Collectors.joining(", ", "(", ")"));
  }
}
