package dev.clew.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clew.demo.ShopServer.Request;
import dev.clew.demo.ShopServer.Response;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Visitors: each looks around, some order, some look after their order. It is also the shop's
 * control desk: {@code POST /faults/SERVICE?name=value} passes a fault on, {@code DELETE /faults}
 * heals everything, {@code POST /rate?visitors=2} changes how many come per second.
 */
final class LoadDriver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoadDriver.class);

  /** Visitors at once; when the shop is slower than they come, the rest stays away. */
  private static final int MAX_VISITORS = 32;

  private static final List<String> CARDS = List.of("visa", "mastercard", "amex", "girocard");
  private static final Map<String, String> HEALED =
      Map.of("latency", "0", "errors", "0", "customer", "");

  private final RandomGenerator random = RandomGenerator.getDefault();
  private final Semaphore places = new Semaphore(MAX_VISITORS);
  private final ServiceClient frontend;
  private final Map<String, ServiceClient> services = new LinkedHashMap<>();
  private final ShopServer server;
  private volatile double rate;
  private volatile boolean closed;

  private LoadDriver(ShopConfig config) throws IOException {
    rate = config.rate();
    frontend = new ServiceClient("frontend", config.frontend());
    services.put("frontend", frontend);
    services.put("checkout", new ServiceClient("checkout", config.checkout()));
    services.put("payment", new ServiceClient("payment", config.payment()));
    services.put("inventory", new ServiceClient("inventory", config.inventory()));
    server = new ShopServer(config, new Faults(random));
    server.handle("/faults", this::faults);
    server.handle("/rate", this::rate);
  }

  static LoadDriver start(ShopConfig config) throws IOException {
    LoadDriver driver = new LoadDriver(config);
    driver.server.start();
    Thread.ofPlatform().name("door").daemon().start(driver::letIn);
    return driver;
  }

  int port() {
    return server.port();
  }

  /** Visitors come at random, {@link #rate} per second on average. */
  private void letIn() {
    while (!closed) {
      double now = rate;
      double gap = now <= 0 ? 1 : Math.min(10, -Math.log(1 - random.nextDouble()) / now);
      try {
        TimeUnit.NANOSECONDS.sleep((long) (gap * 1e9));
      } catch (InterruptedException e) {
        return;
      }
      if (now > 0 && places.tryAcquire()) {
        Thread.startVirtualThread(this::visit);
      }
    }
  }

  private void visit() {
    try {
      MDC.put("request.id", UUID.randomUUID().toString());
      JsonNode products = frontend.call("GET", "/products", null);
      int looks = random.nextInt(3);
      for (int i = 0; i < looks; i++) {
        MDC.put("request.id", UUID.randomUUID().toString());
        frontend.call("GET", "/products/" + anyOf(products), null);
      }
      double mood = random.nextDouble();
      MDC.put("request.id", UUID.randomUUID().toString());
      if (mood < 0.55) {
        order(products);
      } else if (mood < 0.58) {
        frontend.call("GET", "/products/sold-out-" + random.nextInt(100), null);
      }
    } catch (ShopException e) {
      LOG.debug("a visitor left: {}", e.getMessage());
    } finally {
      MDC.clear();
      places.release();
    }
  }

  private void order(JsonNode products) {
    List<Order.Line> lines = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      lines.add(new Order.Line(anyOf(products), 1 + random.nextInt(4)));
    }
    // One in two hundred types a customer number that does not exist.
    int customer =
        random.nextInt(200) == 0
            ? 9999
            : OrderBook.FIRST_CUSTOMER + random.nextInt(OrderBook.CUSTOMERS);
    String card = CARDS.get(random.nextInt(CARDS.size()));
    JsonNode placed = frontend.call("POST", "/orders", new Order("", "C-" + customer, card, lines));
    if (random.nextInt(3) == 0) {
      MDC.put("request.id", UUID.randomUUID().toString());
      frontend.call("GET", "/orders/" + placed.path("id").asText(), null);
    }
  }

  private String anyOf(JsonNode products) {
    if (products.isEmpty()) {
      throw new ShopException(404, "the shop is empty");
    }
    return products.path(random.nextInt(products.size())).path("sku").asText();
  }

  private Response faults(Request request) {
    if (request.method().equals("DELETE")) {
      services.keySet().forEach(service -> change(service, HEALED));
    } else if (!request.rest().isEmpty()) {
      change(request.rest(), request.query());
    }
    Map<String, Object> states = new LinkedHashMap<>();
    services.forEach((name, client) -> states.put(name, state(client)));
    return new Response(200, states);
  }

  private static Object state(ServiceClient service) {
    try {
      return service.call("GET", "/faults", null);
    } catch (ShopException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void change(String name, Map<String, String> changes) {
    ServiceClient service = services.get(name);
    if (service == null) {
      throw new ShopException(
          404, "service: " + name + " (expected: one of " + services.keySet() + ")");
    }
    String query =
        changes.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    service.call("POST", "/faults?" + query, null);
  }

  private Response rate(Request request) {
    String visitors = request.query().get("visitors");
    if (request.method().equals("POST") && visitors != null) {
      double next;
      try {
        next = Double.parseDouble(visitors);
      } catch (NumberFormatException e) {
        throw new ShopException(400, "visitors: \"" + visitors + "\" (expected: a number)", e);
      }
      if (!(next >= 0 && next <= ShopConfig.MAX_RATE)) {
        throw new ShopException(
            400, "visitors: " + next + " (expected: 0 to " + ShopConfig.MAX_RATE + ")");
      }
      rate = next;
    }
    return new Response(200, Map.of("visitors", rate));
  }

  @Override
  public void close() {
    closed = true;
    server.close();
    services.values().forEach(ServiceClient::close);
  }
}
