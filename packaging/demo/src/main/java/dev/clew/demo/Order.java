package dev.clew.demo;

import java.util.List;

/**
 * What a customer wants: passed from the frontend to checkout.
 *
 * @param id minted by the frontend, {@code order.id} everywhere
 */
record Order(String id, String customer, String card, List<Line> lines) {
  /** One article and how many of it. */
  record Line(String sku, int quantity) {}

  /** Orders above this belong to a sales person. */
  private static final int MAX_LINES = 20;

  Order {
    if (customer == null || customer.isBlank()) {
      throw new ShopException(400, "customer: missing");
    }
    if (lines == null || lines.isEmpty() || lines.size() > MAX_LINES) {
      throw new ShopException(400, "lines: (expected: 1 to " + MAX_LINES + ")");
    }
    for (Line line : lines) {
      if (line.quantity() < 1 || line.quantity() > 100) {
        throw new ShopException(
            400, "quantity of " + line.sku() + ": " + line.quantity() + " (expected: 1 to 100)");
      }
    }
    lines = List.copyOf(lines);
  }

  Order withId(String id) {
    return new Order(id, customer, card, lines);
  }
}
