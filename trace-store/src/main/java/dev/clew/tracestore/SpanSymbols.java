package dev.clew.tracestore;

import dev.clew.storage.rows.Symbols;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names of span kinds and statuses, the number of each being its place in the list. */
record SpanSymbols(List<String> names) implements Symbols {
  static final SpanSymbols KIND =
      new SpanSymbols(
          List.of("unspecified", "internal", "server", "client", "producer", "consumer"));
  static final SpanSymbols STATUS = new SpanSymbols(List.of("unset", "ok", "error"));

  @Override
  public @Nullable Range rangeOf(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    int number = names.indexOf(name);
    if (number < 0 && name.length() == 1 && Character.isDigit(name.charAt(0))) {
      number = name.charAt(0) - '0';
    }
    return number < 0 || number >= names.size() ? null : new Range(number, number);
  }

  @Override
  public String nameOf(int number) {
    return names.get(number < 0 || number >= names.size() ? 0 : number);
  }

  @Override
  public String expected() {
    return String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
  }
}
