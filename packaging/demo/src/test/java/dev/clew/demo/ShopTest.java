package dev.clew.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clew.demo.ShopServer.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The three Java services over their ports; a stand-in plays the Node service. */
class ShopTest {
  private static final int UNUSED = 1;

  private final List<AutoCloseable> running = new ArrayList<>();
  private final BlockingQueue<String> shipped = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> released = new LinkedBlockingQueue<>();
  private ServiceClient frontend;
  private ServiceClient payment;
  private ServiceClient checkout;
  private int paymentPort;

  @BeforeEach
  void start() throws Exception {
    ShopServer inventory =
        new ShopServer(
            config("inventory", UNUSED, UNUSED, UNUSED), new Faults(RandomGenerator.getDefault()));
    running.add(inventory);
    inventory.handle(
        "/products",
        request -> new Response(200, List.of(Map.of("sku", "spindle", "price", 3900))));
    inventory.handle(
        "/reservations",
        request -> {
          if (request.method().equals("DELETE")) {
            released.add(request.rest());
            return new Response(200, Map.of("released", true));
          }
          return new Response(201, Map.of("prices", List.of(3900)));
        });
    inventory.handle(
        "/shipments",
        request -> {
          shipped.add(request.body().path("order").asText());
          return new Response(201, Map.of());
        });
    inventory.start();

    Payment paying = Payment.start(config("payment", UNUSED, UNUSED, UNUSED));
    running.add(paying);
    startCheckoutAndFrontend(paying.port(), inventory.port());
    paymentPort = paying.port();
    payment = client("payment", paymentPort);
  }

  private void startCheckoutAndFrontend(int payment, int inventory) throws Exception {
    Checkout checking = Checkout.start(config("checkout", UNUSED, payment, inventory));
    running.add(checking);
    Frontend front = Frontend.start(config("frontend", checking.port(), UNUSED, inventory));
    running.add(front);
    checkout = client("checkout", checking.port());
    frontend = client("frontend", front.port());
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : running.reversed()) {
      one.close();
    }
  }

  @Test
  void anOrderIsPaidAndLaterSent() throws Exception {
    JsonNode placed = orderUntilPaid("C-1002");

    String id = placed.path("id").asText();
    assertThat(id).startsWith("ord-");
    assertThat(placed.path("cents").asLong()).isEqualTo(7800);
    assertThat(shipped.poll(10, TimeUnit.SECONDS)).isEqualTo(id);
    assertThat(frontend.call("GET", "/orders/" + id, null).path("customer").asText())
        .isEqualTo("C-1002");
  }

  @Test
  void goldCustomersPayLess() {
    assertThat(orderUntilPaid("C-1001").path("cents").asLong()).isEqualTo(7020);
  }

  @Test
  void aDeclinedOrderGivesItsArticlesBack() throws Exception {
    payment.call("POST", "/faults?errors=1", null);

    assertStatus(402, () -> order("C-1002", 1));
    assertThat(released.poll(10, TimeUnit.SECONDS)).startsWith("ord-");
    assertThat(shipped).isEmpty();
  }

  @Test
  void theBadCustomerAlwaysFailsAndNobodyElse() {
    payment.call("POST", "/faults?customer=C-1013", null);

    assertStatus(502, () -> order("C-1013", 1));
    assertThat(orderUntilPaid("C-1014").path("status").asText()).isEqualTo("paid");
  }

  @Test
  void whatIsWrongIsSaid() {
    assertStatus(404, () -> order("C-9999", 1));
    assertStatus(404, () -> frontend.call("GET", "/orders/ord-none", null));
    assertStatus(400, () -> order("C-1002", 0));
    assertThatThrownBy(() -> order(" ", 1)).hasMessageContaining("customer: missing");
    assertThatThrownBy(() -> payment.call("POST", "/faults?errors=2", null))
        .hasMessageContaining("errors: 2.0 (expected: 0 to 1)");
    assertThatThrownBy(() -> payment.call("POST", "/faults?error=1", null))
        .hasMessageContaining("fault: error (expected: latency, errors, customer or version)");
  }

  @Test
  void aNewVersionNeedsSomethingThatRestartsIt() {
    assertThatThrownBy(() -> checkout.call("POST", "/faults?version=1.5.0", null))
        .hasMessageContaining("nothing restarts this process");
  }

  @Test
  void theRegressionComesWithVersionOnePointFive() {
    assertThat(Checkout.regressed("1.4.9")).isFalse();
    assertThat(Checkout.regressed("1.5.0")).isTrue();
    assertThat(Checkout.regressed("2.0.0")).isTrue();
    assertThat(Checkout.regressed("main")).isFalse();
  }

  @Test
  void theLoadDriverPassesFaultsOnAndHealsThem() throws Exception {
    LoadDriver driver = LoadDriver.start(config("load", UNUSED, paymentPort, UNUSED));
    running.add(driver);
    ServiceClient desk = client("load", driver.port());

    desk.call("POST", "/faults/payment?latency=7", null);
    assertThat(payment.call("GET", "/faults", null).path("latency").asInt()).isEqualTo(7);
    assertStatus(404, () -> desk.call("POST", "/faults/bank?latency=7", null));
    assertThat(desk.call("POST", "/rate?visitors=0.5", null).path("visitors").asDouble())
        .isEqualTo(0.5);
    assertStatus(400, () -> desk.call("POST", "/rate?visitors=1000", null));
  }

  /** One card in fifty is declined for want of money, so a test that must pay asks again. */
  private JsonNode orderUntilPaid(String customer) {
    for (int attempt = 0; ; attempt++) {
      try {
        return order(customer, 2);
      } catch (ShopException e) {
        if (e.status() != 402 || attempt == 10) {
          throw e;
        }
      }
    }
  }

  private JsonNode order(String customer, int quantity) {
    Map<String, Object> order = new HashMap<>();
    order.put("customer", customer);
    order.put("card", "visa");
    order.put("lines", List.of(Map.of("sku", "spindle", "quantity", quantity)));
    return frontend.call("POST", "/orders", order);
  }

  private static void assertStatus(int status, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ShopException.class, e -> assertThat(e.status()).isEqualTo(status));
  }

  private ServiceClient client(String name, int port) {
    ServiceClient client = new ServiceClient(name, URI.create("http://localhost:" + port));
    running.add(client);
    return client;
  }

  private static ShopConfig config(String service, int checkout, int payment, int inventory) {
    return ShopConfig.fromEnvironment(
        service,
        Map.of(
            "SHOP_PORT",
            "0",
            "SHOP_RATE",
            "0",
            "SHOP_DISPATCH_DELAY_MILLIS",
            "1",
            "SHOP_CHECKOUT_URL",
            "http://localhost:" + checkout,
            "SHOP_PAYMENT_URL",
            "http://localhost:" + payment,
            "SHOP_INVENTORY_URL",
            "http://localhost:" + inventory));
  }
}
