package dev.clew.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.clew.demo.ShopServer.Request;
import dev.clew.demo.ShopServer.Response;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway that visitors talk to. It gives every order its ID and puts that into the baggage, so
 * that each service behind it carries it on spans and log lines without knowing.
 */
final class Frontend implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Frontend.class);

  private final RandomGenerator random = RandomGenerator.getDefault();
  private final Faults faults = new Faults(random);
  private final ServiceClient checkout;
  private final ServiceClient inventory;
  private final ShopServer server;

  private Frontend(ShopConfig config) throws IOException {
    checkout = new ServiceClient("checkout", config.checkout());
    inventory = new ServiceClient("inventory", config.inventory());
    faults.change(Faults.parse(config.faults()));
    server = new ShopServer(config, faults).withFaults();
    server.handle("/products", this::products);
    server.handle("/orders", this::orders);
  }

  static Frontend start(ShopConfig config) throws IOException {
    Frontend frontend = new Frontend(config);
    frontend.server.start();
    return frontend;
  }

  int port() {
    return server.port();
  }

  private Response products(Request request) {
    faults.delay();
    String path = request.rest().isEmpty() ? "/products" : "/products/" + request.rest();
    LOG.debug("showing {}", path);
    return new Response(200, inventory.call("GET", path, null));
  }

  private Response orders(Request request) {
    faults.delay();
    if (request.method().equals("GET")) {
      try (Scope _ = carrying(request.rest(), "").makeCurrent()) {
        return new Response(200, checkout.call("GET", "/orders/" + request.rest(), null));
      }
    }
    if (!(request.body() instanceof ObjectNode body)) {
      throw new ShopException(400, "body: missing (expected: an order)");
    }
    Order order = Json.read(body, Order.class).withId(newOrderId());
    try (Scope _ = carrying(order.id(), order.customer()).makeCurrent()) {
      if (faults.strikes()) {
        throw new ShopException(503, "too many sessions (expected: at most 512)");
      }
      LOG.info(
          "customer {} orders {} articles: order {}",
          order.customer(),
          order.lines().size(),
          order.id());
      return new Response(201, checkout.call("POST", "/orders", order));
    }
  }

  /** Order and customer go onto this span by hand: it began before they were known. */
  private static Baggage carrying(String order, String customer) {
    Span.current().setAttribute("order.id", order);
    BaggageBuilder baggage = Baggage.current().toBuilder().put("order.id", order);
    if (!customer.isEmpty()) {
      Span.current().setAttribute("enduser.id", customer);
      baggage.put("enduser.id", customer);
    }
    return baggage.build();
  }

  private String newOrderId() {
    return "ord-" + HexFormat.of().toHexDigits(random.nextLong(), 10);
  }

  @Override
  public void close() {
    server.close();
    checkout.close();
    inventory.close();
  }
}
