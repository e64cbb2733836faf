package dev.clew.storage.block;

import dev.clew.model.query.Filter;
import dev.clew.storage.block.life.RowWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Rows whose text is full of what is hard to tokenize: IDs, addresses, letters with odd cases. */
final class RandomRows {
  private static final String[] WORDS = {
    "Payment",
    "failed",
    "TASK",
    "ſession",
    "\u212Aelvin",
    "ΟΔΟΣ",
    "İstanbul",
    "naïve",
    "Ünïcode",
    "deadbeef",
    "deadbeef01",
    "CAFE4711",
    "e29b",
    "41d4",
    "user_17",
    "v1.22.3",
    "5.15.0",
    "1.2.3.4.5",
    "10.0.0.1",
    "10.1.2.3",
    "172.16.0.9",
    "172.31.4.4",
    "999.1.1.1",
    "2001:db8::1",
    "2001:DB8:0:0::7",
    "fe80::1",
    "::1",
    "12:30:05",
    "550e8400-e29b-41d4-a716-446655440000",
    "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "state=ok",
    "/cart/items",
    "timeout",
    "time",
    "out",
    "a",
    "state",
    "\uD83D\uDE00",
    "x".repeat(70) + "tail",
    "ü".repeat(40) + "end",
    "Straße",
    "0123456789",
    "4bf92f3577b34da6a3ce929d0e0e4736",
    "503",
    "true",
    "1.5e3",
    "12ms",
    "it's",
    "foo-bar",
    "…",
    "（失敗）",
    "支払い",
    "“db”",
    "\u001B[31merror\u001B[0m",
    "\u001B[1;4",
    "31m"
  };
  private static final String[] GLUE = {
    " ", " ", " ", "-", ".", ":", "", "/", ", ", "=", "_", "(", "\n"
  };

  private final Random random;
  private final List<String> texts = new ArrayList<>();
  private final List<String> values = new ArrayList<>();

  RandomRows(Random random) {
    this.random = random;
  }

  private String word() {
    String word =
        random.nextInt(4) == 0
            ? Long.toString(
                random.nextLong() >>> random.nextInt(64), random.nextBoolean() ? 16 : 36)
            : WORDS[random.nextInt(WORDS.length)];
    return switch (random.nextInt(8)) {
      case 0 -> word.toUpperCase(Locale.ROOT);
      case 1 -> word.toLowerCase(Locale.ROOT);
      default -> word;
    };
  }

  String value() {
    String value = random.nextInt(3) == 0 ? phrase(3) : word();
    values.add(value);
    return value;
  }

  private String phrase(int most) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(most); i > 0; i--) {
      text.append(word()).append(i == 1 ? "" : GLUE[random.nextInt(GLUE.length)]);
    }
    return text.toString();
  }

  void write(RowWriter rows) {
    String body = phrase(6);
    texts.add(body);
    rows.text(TestRows.BODY, body);
    if (random.nextBoolean()) {
      String name = phrase(2);
      texts.add(name);
      values.add(name);
      rows.text(TestRows.NAME, name);
    }
    rows.number(TestRows.LEVEL, random.nextInt(9));
    rows.number(TestRows.DURATION, random.nextInt(1000));
    for (int i = random.nextInt(4); i > 0; i--) {
      rows.attribute("a" + random.nextInt(3));
      switch (random.nextInt(5)) {
        case 0 -> rows.whole(random.nextInt(600));
        case 1 -> rows.bool(random.nextBoolean());
        case 2 -> rows.real(random.nextInt(100) / 4.0);
        default -> rows.text(value());
      }
    }
    if (random.nextInt(3) == 0) {
      rows.attribute("order.id").text("Order-" + random.nextInt(60));
    }
    if (random.nextInt(3) == 0) {
      rows.id128(TestRows.TRACE, 7, 1 + random.nextInt(60));
    }
    if (random.nextInt(3) == 0) {
      rows.attribute("ip").text("10.0." + random.nextInt(4) + "." + random.nextInt(250));
    }
  }

  String someText() {
    return texts.get(random.nextInt(texts.size()));
  }

  String someValue() {
    return values.get(random.nextInt(values.size()));
  }

  /** A piece of a text, sometimes with its case turned. */
  static String piece(Random random, String text) {
    int from = random.nextInt(text.length());
    int to = from + 1 + random.nextInt(Math.min(text.length() - from, 30));
    String piece = random.nextInt(5) == 0 ? text : text.substring(from, to);
    return switch (random.nextInt(4)) {
      case 0 -> piece.toUpperCase(Locale.ROOT);
      case 1 -> piece.toLowerCase(Locale.ROOT);
      default -> piece;
    };
  }

  static Filter.Operand operand(Random random) {
    return Filter.Operand.of(Integer.toString(random.nextInt(700)));
  }
}
