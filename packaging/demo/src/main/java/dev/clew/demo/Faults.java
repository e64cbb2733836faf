package dev.clew.demo;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * What is wrong with a service right now. It is changed at run time through {@code POST
 * /faults?name=value} and read by every request; an empty value heals.
 *
 * <ul>
 *   <li>{@code latency}: milliseconds by which every business request is late
 *   <li>{@code errors}: the part of the requests that fails, 0 to 1
 *   <li>{@code customer}: the one customer whose requests always fail
 *   <li>{@code version}: the version to restart as
 * </ul>
 */
final class Faults {
  private static final Duration MAX_LATENCY = Duration.ofSeconds(30);

  private final RandomGenerator random;
  private volatile State state = new State(Duration.ZERO, 0, "", "");

  /**
   * All faults of one service at one instant.
   *
   * @param customer the customer who always fails, empty for none
   * @param version the version to restart as, empty to stay
   */
  record State(Duration latency, double errors, String customer, String version) {
    State {
      if (latency.isNegative() || latency.compareTo(MAX_LATENCY) > 0) {
        throw new ShopException(
            400,
            "latency: " + latency.toMillis() + " (expected: 0 to " + MAX_LATENCY.toMillis() + ")");
      }
      if (!(errors >= 0 && errors <= 1)) {
        throw new ShopException(400, "errors: " + errors + " (expected: 0 to 1)");
      }
      if (!version.matches("[0-9A-Za-z.+-]{0,32}")) {
        throw new ShopException(400, "version: \"" + version + "\" (expected: e.g. 1.5.0)");
      }
    }

    Map<String, Object> asMap() {
      Map<String, Object> map = new TreeMap<>();
      map.put("latency", latency.toMillis());
      map.put("errors", errors);
      map.put("customer", customer);
      return map;
    }
  }

  Faults(RandomGenerator random) {
    this.random = random;
  }

  /** Reads {@code name=value} pairs separated by commas, as in {@code latency=300,errors=0.2}. */
  static Map<String, String> parse(String text) {
    Map<String, String> faults = new TreeMap<>();
    for (String pair : text.split(",")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        faults.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      } else if (!pair.isBlank()) {
        throw new ShopException(400, "fault: \"" + pair + "\" (expected: name=value)");
      }
    }
    return faults;
  }

  /** Changes the named faults and leaves the others as they are. */
  void change(Map<String, String> changes) {
    State next = state;
    for (Map.Entry<String, String> change : changes.entrySet()) {
      String value = change.getValue();
      next =
          switch (change.getKey()) {
            case "latency" ->
                new State(
                    Duration.ofMillis((long) number("latency", value)),
                    next.errors,
                    next.customer,
                    next.version);
            case "errors" ->
                new State(next.latency, number("errors", value), next.customer, next.version);
            case "customer" -> new State(next.latency, next.errors, value, next.version);
            case "version" -> new State(next.latency, next.errors, next.customer, value);
            default ->
                throw new ShopException(
                    400,
                    "fault: "
                        + change.getKey()
                        + " (expected: latency, errors, customer or version)");
          };
    }
    state = next;
  }

  private static double number(String name, String text) {
    try {
      return text.isEmpty() ? 0 : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new ShopException(400, name + ": \"" + text + "\" (expected: a number)", e);
    }
  }

  State state() {
    return state;
  }

  /** Makes the caller as late as the fault says, give or take a fifth. */
  void delay() {
    long millis = state.latency.toMillis();
    if (millis > 0) {
      pause(millis - millis / 5, millis + millis / 5 + 1);
    }
  }

  /** Takes some time between the two bounds, as real work would. */
  void pause(long leastMillis, long belowMillis) {
    try {
      Thread.sleep(Duration.ofMillis(random.nextLong(leastMillis, belowMillis)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ShopException(503, "interrupted while busy", e);
    }
  }

  /** Whether this request is one of those that fail. */
  boolean strikes() {
    double rate = state.errors;
    return rate > 0 && random.nextDouble() < rate;
  }

  boolean strikes(String customer) {
    return !customer.isEmpty() && state.customer.equals(customer);
  }
}
