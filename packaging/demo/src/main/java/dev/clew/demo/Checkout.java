package dev.clew.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clew.demo.ShopServer.Request;
import dev.clew.demo.ShopServer.Response;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns an order into a reservation, a charge and rows in the order book; {@link Dispatch} sends it
 * later, in a trace of its own.
 *
 * <p>From version 1.5.0 on it has a regression to be found: it asks for the customer once per line
 * instead of once per order, and fails on large quantities.
 */
final class Checkout implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Checkout.class);
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("shop.order.outcome");
  private static final AttributeKey<String> TIER = AttributeKey.stringKey("shop.customer.tier");

  private final Faults faults = new Faults(RandomGenerator.getDefault());
  private final Tracer tracer = GlobalOpenTelemetry.getTracer("dev.clew.demo");
  private final LongCounter orders;
  private final DoubleHistogram amounts;
  private final boolean regressed;
  private final OrderBook book;
  private final ServiceClient payment;
  private final ServiceClient inventory;
  private final Dispatch dispatch;
  private final ShopServer server;

  private Checkout(ShopConfig config) throws IOException, SQLException {
    Meter meter = GlobalOpenTelemetry.getMeter("dev.clew.demo");
    orders =
        meter
            .counterBuilder("shop.orders")
            .setDescription("Orders by outcome")
            .setUnit("{order}")
            .build();
    amounts =
        meter
            .histogramBuilder("shop.order.amount")
            .setDescription("What a paid order is worth")
            .setUnit("EUR")
            .setExplicitBucketBoundariesAdvice(List.of(10d, 25d, 50d, 100d, 250d, 500d, 1000d))
            .build();
    regressed = regressed(config.version());
    book = OrderBook.open();
    payment = new ServiceClient("payment", config.payment());
    inventory = new ServiceClient("inventory", config.inventory());
    dispatch = new Dispatch(book, inventory, tracer, config.dispatchDelay());
    faults.change(Faults.parse(config.faults()));
    server = new ShopServer(config, faults).withFaults();
    server.handle("/orders", this::orders);
  }

  static Checkout start(ShopConfig config) throws IOException, SQLException {
    Checkout checkout = new Checkout(config);
    checkout.server.start();
    return checkout;
  }

  static boolean regressed(String version) {
    String[] parts = version.split("\\.");
    return parts.length >= 2
        && parts[0].matches("\\d{1,4}")
        && parts[1].matches("\\d{1,4}")
        && Integer.parseInt(parts[0]) * 10_000 + Integer.parseInt(parts[1]) >= 10_005;
  }

  int port() {
    return server.port();
  }

  private Response orders(Request request) {
    try {
      faults.delay();
      return request.method().equals("POST")
          ? place(Json.read(request.body(), Order.class))
          : show(request.rest());
    } catch (SQLException e) {
      throw new ShopException(500, "order book: " + e.getMessage(), e);
    }
  }

  private Response show(String id) throws SQLException {
    OrderBook.Entry entry =
        book.find(id).orElseThrow(() -> new ShopException(404, "order " + id + ": unknown"));
    return new Response(200, entry);
  }

  private Response place(Order order) throws SQLException {
    String tier =
        book.tier(order.customer())
            .orElseThrow(() -> refused(404, "customer " + order.customer() + ": unknown"));
    if (faults.strikes()) {
      throw failed(order, new SQLException("Timeout trying to lock table \"ORDERS\"", "HYT00"));
    }
    LOG.debug("order {}: customer {} is {}", order.id(), order.customer(), tier);
    JsonNode reservation = inventory.call("POST", "/reservations", reservationOf(order));
    List<Long> cents = price(order, tier, reservation);
    long total = cents.stream().mapToLong(Long::longValue).sum();
    book.place(order, cents);
    charge(order, total);
    book.mark(order.id(), "paid");
    dispatch.submit(order);
    orders.add(1, Attributes.of(OUTCOME, "paid", TIER, tier));
    amounts.record(total / 100.0, Attributes.of(TIER, tier));
    LOG.info("order {} placed: {} EUR for {}", order.id(), total / 100.0, order.customer());
    return new Response(201, Map.of("id", order.id(), "status", "paid", "cents", total));
  }

  private static Map<String, Object> reservationOf(Order order) {
    return Map.of("order", order.id(), "lines", order.lines());
  }

  /** Cents per line, less the customer's discount. */
  private List<Long> price(Order order, String tier, JsonNode reservation) throws SQLException {
    Span span = tracer.spanBuilder("price order").startSpan();
    try (Scope _ = span.makeCurrent()) {
      List<Long> cents = new ArrayList<>();
      for (int i = 0; i < order.lines().size(); i++) {
        Order.Line line = order.lines().get(i);
        if (regressed) {
          book.tier(order.customer());
          int step = 4 - line.quantity();
          LOG.trace("discount step of {}: {}", line.sku(), 100 / step);
        }
        long price = reservation.path("prices").path(i).asLong() * line.quantity();
        cents.add(tier.equals("gold") ? price * 9 / 10 : price);
      }
      span.addEvent("priced", Attributes.of(AttributeKey.longKey("lines"), (long) cents.size()));
      LOG.trace("order {}: cents per line {}", order.id(), cents);
      return cents;
    } catch (ArithmeticException e) {
      span.recordException(e);
      span.setStatus(StatusCode.ERROR, "discount");
      release(order);
      throw failed(order, e);
    } finally {
      span.end();
    }
  }

  private void charge(Order order, long cents) throws SQLException {
    try {
      payment.call(
          "POST",
          "/charges",
          Map.of(
              "order", order.id(),
              "customer", order.customer(),
              "card", String.valueOf(order.card()),
              "cents", cents));
    } catch (ShopException e) {
      boolean declined = e.status() == 402;
      book.mark(order.id(), declined ? "declined" : "failed");
      release(order);
      if (declined) {
        LOG.warn("order {} declined: {}", order.id(), e.getMessage());
        orders.add(1, Attributes.of(OUTCOME, "declined"));
        throw e;
      }
      throw failed(order, e);
    }
  }

  private void release(Order order) {
    try {
      inventory.call("DELETE", "/reservations/" + order.id(), null);
    } catch (ShopException e) {
      LOG.warn("order {}: reservation stays until it expires: {}", order.id(), e.getMessage());
    }
  }

  private ShopException refused(int status, String message) {
    orders.add(1, Attributes.of(OUTCOME, "refused"));
    return new ShopException(status, message);
  }

  private ShopException failed(Order order, Exception cause) {
    orders.add(1, Attributes.of(OUTCOME, "failed"));
    Span.current().recordException(cause);
    return new ShopException(500, "order " + order.id() + " failed: " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    server.close();
    dispatch.close();
    payment.close();
    inventory.close();
    book.close();
  }
}
