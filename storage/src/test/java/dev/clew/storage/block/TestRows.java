package dev.clew.storage.block;

import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import dev.clew.model.TraceId;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.rows.Symbols;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** A small signal for tests, and what its rows are when nothing is clever. */
public final class TestRows {
  static final RowSchema.Builder BUILDER = RowSchema.builder();
  public static final Field BODY = BUILDER.text("body", Field.Use.TEXT, "message");
  public static final Field LEVEL = BUILDER.small("level", new Levels(), "severity");
  static final Field NAME = BUILDER.text("name", Field.Use.NAME);
  public static final Field TRACE = BUILDER.id128("trace_id");
  static final Field SPAN = BUILDER.id64("span_id");
  static final Field DURATION = BUILDER.number("duration");
  static final Field EVENTS = BUILDER.opaque("events");
  public static final RowSchema SCHEMA =
      BUILDER
          .alias("service", "resource.service.name")
          .idKeys(name -> name.equals("order.id") || name.equals("orderId") ? "order.id" : null)
          .coverage("resource.service.name", TRACE)
          .build();

  private TestRows() {}

  /** low (0 to 3), mid (4 to 7), high (8). */
  private static final class Levels implements Symbols {
    @Override
    public Range rangeOf(String text) {
      return switch (text) {
        case "low" -> new Range(0, 3);
        case "mid" -> new Range(4, 7);
        case "high" -> new Range(8, 8);
        default -> null;
      };
    }

    @Override
    public String nameOf(int number) {
      return number < 4 ? "low" : number < 8 ? "mid" : "high";
    }

    @Override
    public String expected() {
      return "low, mid or high";
    }
  }

  /**
   * A row as written, with its own number; {@code hiddenId} is an order ID that stands in no
   * attribute.
   */
  public record PlainRow(
      long time,
      long sequence,
      String service,
      String body,
      int level,
      TraceId trace,
      long duration,
      Map<String, AttributeValue> attributes,
      String hiddenId) {
    public void write(RowWriter rows) {
      Attributes group =
          service.isEmpty() ? Attributes.EMPTY : Attributes.of("resource.service.name", service);
      rows.group(group);
      if (!rows.begin(time)) {
        return;
      }
      if (!body.isEmpty()) {
        rows.text(BODY, body);
      }
      if (level != 0) {
        rows.number(LEVEL, level);
      }
      rows.id128(TRACE, trace.high(), trace.low());
      if (duration != 0) {
        rows.number(DURATION, duration);
      }
      attributes.forEach((name, value) -> {
        rows.attribute(name);
        switch (value) {
          case AttributeValue.Whole whole -> rows.whole(whole.value());
          case AttributeValue.Real real -> rows.real(real.value());
          case AttributeValue.Bool bool -> rows.bool(bool.value());
          default -> rows.text(value.asText());
        }
      });
      rows.attribute("n").whole(sequence);
      if (!hiddenId.isEmpty()) {
        rows.idTerm("order.id", hiddenId);
      }
      rows.end();
    }

    boolean matches(Filter filter) {
      return switch (filter) {
        case Filter.All all -> true;
        case Filter.And and -> and.of().stream().allMatch(this::matches);
        case Filter.Or or -> or.of().stream().anyMatch(this::matches);
        case Filter.Not not -> !matches(not.of());
        case Filter.Word word -> find("(?<!\\w)" + Pattern.quote(word.text()) + "(?!\\w)");
        case Filter.Phrase phrase -> find("(?<!\\w)" + Pattern.quote(phrase.text()) + "(?!\\w)");
        case Filter.Prefix prefix -> find("(?<!\\w)" + Pattern.quote(prefix.text()));
        case Filter.Suffix suffix -> find(Pattern.quote(suffix.text()) + "(?!\\w)");
        case Filter.Substring part -> find(Pattern.quote(part.text()));
        case Filter.Regex regex -> find(regex.pattern());
        case Filter.Equals equals -> equalTo(equals.field(), equals.value());
        case Filter.Wildcard wildcard -> {
          String value = value(wildcard.field());
          yield value != null
              && Pattern.compile(
                      wildcard.pattern().replace(".", "\\.").replace("*", ".*"),
                      Pattern.CASE_INSENSITIVE)
                  .matcher(value)
                  .matches();
        }
        case Filter.Exists exists -> value(exists.field()) != null;
        case Filter.Compare compare -> compares(compare);
        case Filter.Carries carries -> carries(carries.value());
        case Filter.Anywhere any ->
            carries(any.text())
                || find("(?<!\\w)" + Pattern.quote(any.text()) + "(?!\\w)")
                || any.text().equalsIgnoreCase(service)
                || attributes.values().stream()
                    .anyMatch(value -> value.asText().equalsIgnoreCase(any.text()));
        case Filter.Network network -> body.contains(network.range().addressText());
        case Filter.ExactCase exact ->
            switch (exact.of()) {
              case Filter.Word word ->
                  Pattern.compile("(?<!\\w)" + Pattern.quote(word.text()) + "(?!\\w)")
                      .matcher(body)
                      .find();
              case Filter.Equals equals -> equals.value().equals(value(equals.field()));
              default ->
                  throw new IllegalArgumentException("filter: " + exact + " (not known here)");
            };
      };
    }

    private boolean find(String pattern) {
      return !body.isEmpty()
          && Pattern.compile(pattern, Pattern.CASE_INSENSITIVE).matcher(body).find();
    }

    private boolean equalTo(String field, String value) {
      if (field.equals("level")) {
        return LEVEL.symbols().nameOf(level).equals(value);
      }
      String own = value(field);
      return own != null && own.toLowerCase(Locale.ROOT).equals(value.toLowerCase(Locale.ROOT));
    }

    private boolean compares(Filter.Compare compare) {
      if (compare.field().equals("level")) {
        Symbols.Range range = LEVEL.symbols().rangeOf(compare.operand().text());
        return switch (compare.op()) {
          case LESS -> level < range.low();
          case AT_MOST -> level <= range.high();
          case GREATER -> level > range.high();
          case AT_LEAST -> level >= range.low();
        };
      }
      String own = value(compare.field());
      try {
        return own != null
            && compare.op().test(Double.parseDouble(own), compare.operand().number());
      } catch (NumberFormatException e) {
        return false;
      }
    }

    private boolean carries(String value) {
      return value.equals(hiddenId)
          || attributes.containsKey("order.id") && attributes.get("order.id").asText().equals(value)
          || trace.isPresent() && trace.toString().equals(value);
    }

    String value(String field) {
      return switch (field) {
        case "service" -> service.isEmpty() ? null : service;
        case "duration" -> duration == 0 ? null : Long.toString(duration);
        case "trace_id" -> trace.isPresent() ? trace.toString() : null;
        case "level" -> LEVEL.symbols().nameOf(level);
        default -> attributes.containsKey(field) ? attributes.get(field).asText() : null;
      };
    }
  }
}
