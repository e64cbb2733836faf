package dev.clew.demo;

import java.io.IOException;
import java.sql.SQLException;

/** The one entry point of the shop's Java processes: its argument says which service to be. */
public final class Shop {
  private Shop() {}

  public static void main(String... args) throws IOException, SQLException {
    String service = args.length == 1 ? args[0] : "";
    ShopConfig config = ShopConfig.fromEnvironment(service, System.getenv());
    AutoCloseable running =
        switch (service) {
          case "frontend" -> Frontend.start(config);
          case "checkout" -> Checkout.start(config);
          case "payment" -> Payment.start(config);
          case "load" -> LoadDriver.start(config);
          default ->
              throw new IllegalArgumentException(
                  "service: \"" + service + "\" (expected: frontend, checkout, payment or load)");
        };
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(running), "shop-shutdown"));
  }

  private static void close(AutoCloseable running) {
    try {
      running.close();
    } catch (Exception e) {
      System.err.println("shop: closing failed: " + e);
    }
  }
}
