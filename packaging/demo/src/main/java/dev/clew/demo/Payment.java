package dev.clew.demo;

import dev.clew.demo.ShopServer.Request;
import dev.clew.demo.ShopServer.Response;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Charges cards at a card network that it makes up: some time, a few declines. */
final class Payment implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Payment.class);

  /** A healthy shop has declines too. */
  private static final double NATURAL_DECLINES = 0.02;

  private final RandomGenerator random = RandomGenerator.getDefault();
  private final Faults faults = new Faults(random);
  private final Tracer tracer = GlobalOpenTelemetry.getTracer("dev.clew.demo");
  private final LongCounter charges;
  private final ShopServer server;

  /** What checkout asks for. */
  record Charge(String order, String customer, String card, long cents) {}

  private Payment(ShopConfig config) throws IOException {
    charges =
        GlobalOpenTelemetry.getMeter("dev.clew.demo")
            .counterBuilder("shop.charges")
            .setDescription("Card charges by card brand and result")
            .setUnit("{charge}")
            .build();
    faults.change(Faults.parse(config.faults()));
    server = new ShopServer(config, faults).withFaults();
    server.handle("/charges", this::charge);
  }

  static Payment start(ShopConfig config) throws IOException {
    Payment payment = new Payment(config);
    payment.server.start();
    return payment;
  }

  int port() {
    return server.port();
  }

  private Response charge(Request request) {
    Charge charge = Json.read(request.body(), Charge.class);
    scoreFraud(charge);
    String reference = authorize(charge);
    count(charge, "authorized");
    LOG.info(
        "charged {} EUR to {} for order {}: authorization {}",
        charge.cents() / 100.0,
        charge.card(),
        charge.order(),
        reference);
    return new Response(201, Map.of("order", charge.order(), "reference", reference));
  }

  private void scoreFraud(Charge charge) {
    Span span = tracer.spanBuilder("score fraud").startSpan();
    try (Scope _ = span.makeCurrent()) {
      if (faults.strikes(charge.customer())) {
        throw new IllegalStateException(
            "no risk profile for " + charge.customer() + ": merged account without a country");
      }
      int score = charge.cents() > 50_000 ? 71 : random.nextInt(60);
      span.setAttribute("shop.fraud.score", score);
      LOG.debug("order {}: fraud score {}", charge.order(), score);
      if (score > 70) {
        LOG.warn("order {}: large amount, fraud score {}", charge.order(), score);
      }
    } catch (IllegalStateException e) {
      span.recordException(e);
      span.setStatus(StatusCode.ERROR, String.valueOf(e.getMessage()));
      count(charge, "failed");
      throw e;
    } finally {
      span.end();
    }
  }

  private String authorize(Charge charge) {
    Span span =
        tracer
            .spanBuilder("authorize card")
            .setAttribute("shop.card.brand", charge.card())
            .startSpan();
    try (Scope _ = span.makeCurrent()) {
      faults.pause(8, 40);
      faults.delay();
      if (faults.strikes()) {
        throw declined(charge, span, "card network refused: do not honor");
      }
      if (random.nextDouble() < NATURAL_DECLINES) {
        throw declined(charge, span, "insufficient funds");
      }
      return UUID.randomUUID().toString();
    } finally {
      span.end();
    }
  }

  private ShopException declined(Charge charge, Span span, String reason) {
    span.setStatus(StatusCode.ERROR, reason);
    count(charge, "declined");
    LOG.warn("payment failed for order {}: {}", charge.order(), reason);
    return new ShopException(402, reason);
  }

  private void count(Charge charge, String result) {
    charges.add(
        1,
        Attributes.of(
            AttributeKey.stringKey("shop.card.brand"),
            charge.card(),
            AttributeKey.stringKey("shop.charge.result"),
            result));
  }

  @Override
  public void close() {
    server.close();
  }
}
