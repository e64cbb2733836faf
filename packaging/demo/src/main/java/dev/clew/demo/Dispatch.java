package dev.clew.demo;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Sends paid orders, some seconds after they were placed and in a trace of their own: only the
 * order ID ties the two together, as with every queue that carries no trace context.
 */
final class Dispatch implements AutoCloseable {
  /** After this the order stays paid but unsent, which somebody has to look into. */
  private static final int ATTEMPTS = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

  private final OrderBook book;
  private final ServiceClient inventory;
  private final Tracer tracer;
  private final Duration delay;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("dispatch").factory());

  Dispatch(OrderBook book, ServiceClient inventory, Tracer tracer, Duration delay) {
    this.book = book;
    this.inventory = inventory;
    this.tracer = tracer;
    this.delay = delay;
    timer.scheduleWithFixedDelay(this::forgetOld, 10, 10, TimeUnit.MINUTES);
  }

  /** Sends the order after the configured delay. */
  void submit(Order order) {
    submit(order, 1);
  }

  private void submit(Order order, int attempt) {
    timer.schedule(() -> send(order, attempt), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void send(Order order, int attempt) {
    Context context =
        Baggage.builder()
            .put("order.id", order.id())
            .put("enduser.id", order.customer())
            .build()
            .storeInContext(Context.root());
    Span span =
        tracer
            .spanBuilder("dispatch order")
            .setParent(context)
            .setSpanKind(SpanKind.CONSUMER)
            .setAttribute("messaging.system", "order-book")
            .setAttribute("messaging.operation.type", "process")
            .setAttribute("messaging.destination.name", "paid-orders")
            .startSpan();
    MDC.put("request.id", UUID.randomUUID().toString());
    try (Scope _ = context.with(span).makeCurrent()) {
      inventory.call("POST", "/shipments", Map.of("order", order.id()));
      book.mark(order.id(), "sent");
      LOG.info("order {} handed to the carrier", order.id());
    } catch (ShopException | SQLException e) {
      span.recordException(e);
      span.setStatus(StatusCode.ERROR, String.valueOf(e.getMessage()));
      if (attempt < ATTEMPTS) {
        LOG.warn("order {} could not be sent, trying again: {}", order.id(), e.getMessage());
        submit(order, attempt + 1);
      } else {
        LOG.error("order {} could not be sent after {} attempts", order.id(), attempt, e);
      }
    } finally {
      span.end();
      MDC.clear();
    }
  }

  private void forgetOld() {
    try {
      LOG.debug("orders forgotten: {}", book.forgetOld());
    } catch (SQLException e) {
      LOG.error("old orders could not be removed", e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
