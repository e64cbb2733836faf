package dev.clew.storage.block;

import dev.clew.model.TraceId;
import dev.clew.model.query.Filter;
import dev.clew.model.query.IpRange;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Filters, most of them cut out of {@link RandomRows}. */
final class RandomFilters {
  private static final String[] FIELDS = {
    "a0", "a1", "a2", "service", "name", "body", "ip", "order.id"
  };
  private static final String[] EXPRESSIONS = {
    "time.?out",
    "(time|state)(out|=ok)?",
    "pay\\w+ failed",
    "s[a-z]{3}ion",
    "t(as|im)[ke]+",
    "\\d+\\.\\d+",
    "(?i:FAILED)",
    "^payment",
    "ok$",
    "[[:upper:]]+",
    "[^a-z]{5,}",
    "state\\b.*ok",
    "de{0,1}adbeef",
    "(?:user|cart)",
    "kelvin",
    "session",
    "na.ve",
    "x{3,}",
    "ta\\x{73}k",
    "\\Qa.b\\E|task",
    "(?-i)Payment",
    "2001:db8",
    "10\\.0\\.0",
    "[\\]a]state",
    "is{2}?",
    "(a|)time",
    "foo-bar",
    "e29b-41d4",
    "items?",
    "\\pL+ou"
  };
  private static final String[] RANGES = {
    "10.0.0.0/8",
    "10.0.0.1",
    "172.16.0.0/12",
    "0.0.0.0/0",
    "128.0.0.0/1",
    "2001:db8::/32",
    "::/0",
    "::1",
    "fe80::/10",
    "10.0.2.0/23",
    "2001:db8::7"
  };

  private final Random random;
  private final RandomRows rows;

  RandomFilters(Random random, RandomRows rows) {
    this.random = random;
    this.rows = rows;
  }

  private static String pick(Random random, String[] of) {
    return of[random.nextInt(of.length)];
  }

  Filter filter(int depth) {
    return switch (random.nextInt(depth > 0 ? 18 : 15)) {
      case 0, 1, 2, 3, 4 -> text(null, RandomRows.piece(random, rows.someText()));
      case 5, 6 -> text(pick(random, FIELDS), RandomRows.piece(random, rows.someValue()));
      case 7 -> new Filter.Equals(pick(random, FIELDS), rows.someValue());
      case 8 -> compare();
      case 9 -> new Filter.Network(field(), IpRange.parse(pick(random, RANGES)));
      case 10 -> new Filter.Exists(pick(random, FIELDS));
      case 11 -> ids();
      case 12 -> equals();
      case 13 -> new Filter.ExactCase(text(field(), RandomRows.piece(random, rows.someText())));
      case 14 ->
          new Filter.Anywhere(
              random.nextInt(4) == 0 ? Integer.toString(random.nextInt(600)) : anyText());
      case 15 -> new Filter.And(List.of(filter(depth - 1), filter(depth - 1)));
      case 16 -> new Filter.Or(List.of(filter(depth - 1), filter(depth - 1)));
      default -> new Filter.Not(filter(depth - 1));
    };
  }

  private String anyText() {
    String text = random.nextBoolean() ? rows.someValue() : rows.someText();
    return text.isEmpty() ? "Order-" + random.nextInt(60) : text;
  }

  private String field() {
    return random.nextInt(3) == 0 ? pick(random, FIELDS) : null;
  }

  private Filter compare() {
    Filter.Op op = Filter.Op.values()[random.nextInt(4)];
    return switch (random.nextInt(3)) {
      case 0 ->
          new Filter.Compare("time", op, Filter.Operand.of("now-" + random.nextInt(70) + "m"));
      case 1 -> new Filter.Compare("level", op, Filter.Operand.of("mid"));
      default -> new Filter.Compare("a" + random.nextInt(3), op, RandomRows.operand(random));
    };
  }

  private Filter ids() {
    List<Filter> any =
        IntStream.range(0, 1 + random.nextInt(5))
            .mapToObj(i -> random.nextInt(4))
            .<Filter>map(kind ->
                switch (kind) {
                  case 0 -> new Filter.Carries(null, "Order-" + random.nextInt(60));
                  case 1 -> new Filter.Carries("order.id", "Order-" + random.nextInt(60));
                  case 2 ->
                      new Filter.Carries(
                          "trace_id", new TraceId(7, 1 + random.nextInt(60)).toString());
                  default ->
                      new Filter.Equals(
                          "trace_id", new TraceId(7, 1 + random.nextInt(60)).toString());
                })
            .toList();
    return any.size() == 1 ? any.getFirst() : new Filter.Or(any);
  }

  private Filter equals() {
    String field = pick(random, FIELDS);
    return new Filter.Or(
        IntStream.range(0, 2 + random.nextInt(20))
            .mapToObj(i ->
                (Filter)
                    new Filter.Equals(
                        field,
                        random.nextInt(4) == 0
                            ? Integer.toString(random.nextInt(600))
                            : rows.someValue()))
            .toList());
  }

  private Filter text(String field, String piece) {
    return switch (random.nextInt(9)) {
      case 0 -> new Filter.Word(field, piece);
      case 1 -> new Filter.Phrase(field, piece);
      case 2 -> new Filter.Prefix(field, piece);
      case 3 -> new Filter.Suffix(field, piece);
      case 4, 5 -> new Filter.Substring(field, piece);
      case 6 -> new Filter.Regex(field, pick(random, EXPRESSIONS));
      case 7 -> new Filter.Regex(field, expression(piece));
      default ->
          new Filter.Wildcard(
              field == null ? "body" : field,
              "*" + piece.replace("\\", "\\\\").replace("*", "\\*") + "*");
    };
  }

  /** The piece as an expression, some of its characters replaced by what matches them, too. */
  private String expression(String piece) {
    StringBuilder out = new StringBuilder();
    piece
        .codePoints()
        .forEach(c -> {
          String literal =
              c > 127 || Character.isLetterOrDigit(c)
                  ? Character.toString(c)
                  : c == '\n' ? "\\n" : "\\" + (char) c;
          out.append(
              switch (random.nextInt(14)) {
                case 0 -> ".";
                case 1 -> literal + "+";
                case 2 -> "(" + literal + "|no)";
                case 3 -> literal + "x?";
                case 4 -> "(?:" + literal + "){1,2}";
                default -> literal;
              });
        });
    return out.toString();
  }
}
