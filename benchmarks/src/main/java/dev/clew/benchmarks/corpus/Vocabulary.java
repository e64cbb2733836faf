package dev.clew.benchmarks.corpus;

/**
 * The people, products, hosts and addresses that lines speak of. Each is a large set with a Zipf
 * distribution: a few that are met all the time, many that are met hardly ever.
 */
final class Vocabulary {
  private static final String[] SYLLABLES = {
    "ka", "lo", "mir", "ven", "ta", "rus", "el", "do", "nim", "pra", "so", "qui", "bel", "ar",
    "zen", "fo", "gal", "hu", "ix", "jo", "lum", "no", "or", "pe", "rin", "sta", "tu", "vex", "wy",
    "yl"
  };
  private static final String[] TABLES = {
    "orders", "order_items", "customers", "products", "stock", "payments", "refunds", "carts",
    "sessions", "shipments", "prices", "coupons", "reviews", "outbox", "audit_log", "addresses"
  };
  private static final String[] TOPICS = {
    "order-events", "payment-events", "stock-changes", "shipment-status", "user-activity",
    "price-updates", "mail-outbox", "fraud-signals", "search-clicks", "audit"
  };
  private static final String[] CURRENCIES = {"EUR", "EUR", "EUR", "USD", "GBP", "CHF", "SEK"};
  private static final String[] COUNTRIES = {"DE", "DE", "FR", "NL", "AT", "ES", "IT", "GB", "US"};

  private final String[] words = new String[4_000];
  private final String[] addresses = new String[20_000];
  private final Zipf wordRank = new Zipf(words.length, 1.05);
  private final Zipf addressRank = new Zipf(addresses.length, 0.8);
  private final Zipf userRank = new Zipf(100_000, 0.7);
  private final Zipf skuRank = new Zipf(20_000, 0.9);
  private final Zipf hostRank = new Zipf(40, 0.3);

  Vocabulary(Draw draw) {
    for (int i = 0; i < words.length; i++) {
      StringBuilder word = new StringBuilder();
      for (int syllables = draw.between(2, 4); syllables > 0; syllables--) {
        word.append(draw.pick(SYLLABLES));
      }
      words[i] = word.toString();
    }
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] =
          draw.between(11, 220)
              + "."
              + draw.between(0, 255)
              + "."
              + draw.between(0, 255)
              + "."
              + draw.between(1, 254);
    }
  }

  String word(Draw draw) {
    return words[wordRank.draw(draw)];
  }

  String user(Draw draw) {
    return "u" + (100_000 + userRank.draw(draw) * 7);
  }

  String sku(Draw draw) {
    int number = skuRank.draw(draw);
    return words[number % words.length].substring(0, 3).toUpperCase(java.util.Locale.ROOT)
        + "-"
        + (10_000 + number);
  }

  String address(Draw draw) {
    return addresses[addressRank.draw(draw)];
  }

  String host(Draw draw) {
    return "node-" + (1 + hostRank.draw(draw)) + ".eu-central.example.net";
  }

  String table(Draw draw) {
    return draw.pick(TABLES);
  }

  String topic(Draw draw) {
    return draw.pick(TOPICS);
  }

  String currency(Draw draw) {
    return draw.pick(CURRENCIES);
  }

  String country(Draw draw) {
    return draw.pick(COUNTRIES);
  }
}
