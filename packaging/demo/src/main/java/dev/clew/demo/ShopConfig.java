package dev.clew.demo;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a process of the shop is told by its environment.
 *
 * @param service its own name, as in {@code service.name}
 * @param port where it listens; 0 picks a free one
 * @param version its {@code service.version}; the fault {@code version} restarts it under another
 * @param versionFile where the fault {@code version} writes the next version for the start script,
 *     or null when nothing restarts the process
 * @param frontend base address of the frontend, likewise the others
 * @param rate visitors per second that the load driver lets in
 * @param dispatchDelay how long a paid order waits before it is sent
 * @param faults what is wrong from the start, as {@link Faults#parse} reads it
 */
record ShopConfig(
    String service,
    int port,
    String version,
    @Nullable Path versionFile,
    URI frontend,
    URI checkout,
    URI payment,
    URI inventory,
    double rate,
    Duration dispatchDelay,
    String faults) {

  /** One visitor makes about four requests: more than this and the shop is no longer gentle. */
  static final double MAX_RATE = 50;

  ShopConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("SHOP_PORT: " + port + " (expected: 0 to 65535)");
    }
    if (!(rate >= 0 && rate <= MAX_RATE)) {
      throw new IllegalArgumentException(
          "SHOP_RATE: " + rate + " (expected: 0 to " + MAX_RATE + ")");
    }
  }

  static ShopConfig fromEnvironment(String service, Map<String, String> environment) {
    String versionFile = environment.get("SHOP_VERSION_FILE");
    return new ShopConfig(
        service,
        number("SHOP_PORT", environment.getOrDefault("SHOP_PORT", defaultPort(service))).intValue(),
        environment.getOrDefault("SHOP_VERSION", "1.4.0"),
        versionFile == null ? null : Path.of(versionFile),
        URI.create(environment.getOrDefault("SHOP_FRONTEND_URL", "http://localhost:8090")),
        URI.create(environment.getOrDefault("SHOP_CHECKOUT_URL", "http://localhost:8091")),
        URI.create(environment.getOrDefault("SHOP_PAYMENT_URL", "http://localhost:8092")),
        URI.create(environment.getOrDefault("SHOP_INVENTORY_URL", "http://localhost:8093")),
        number("SHOP_RATE", environment.getOrDefault("SHOP_RATE", "1")),
        Duration.ofMillis(
            number(
                    "SHOP_DISPATCH_DELAY_MILLIS",
                    environment.getOrDefault("SHOP_DISPATCH_DELAY_MILLIS", "5000"))
                .longValue()),
        environment.getOrDefault("SHOP_FAULTS", ""));
  }

  private static String defaultPort(String service) {
    return switch (service) {
      case "checkout" -> "8091";
      case "payment" -> "8092";
      case "load" -> "8094";
      default -> "8090";
    };
  }

  private static Double number(String name, String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + ": \"" + text + "\" (expected: a number)", e);
    }
  }
}
