package dev.clew.packaging.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Whether the appliance does its work, and what it fails at when it does not. Thread-safe. */
public final class Health {
  /** Degraded: some operations fail. Unhealthy: nothing can be taken in. */
  public enum State {
    HEALTHY,
    DEGRADED,
    UNHEALTHY;

    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One thing that fails, in words for people. */
  public record Trouble(State severity, String reason) {}

  private final List<Supplier<List<Trouble>>> sources;
  private volatile boolean ready;

  public Health(List<Supplier<List<Trouble>>> sources) {
    this.sources = List.copyOf(sources);
  }

  /** Called once, when every part has started. */
  public void markReady() {
    ready = true;
  }

  public List<Trouble> troubles() {
    List<Trouble> troubles = new ArrayList<>();
    sources.forEach(source -> troubles.addAll(source.get()));
    return troubles;
  }

  public State state() {
    State worst = State.HEALTHY;
    for (Trouble trouble : troubles()) {
      worst = trouble.severity().compareTo(worst) > 0 ? trouble.severity() : worst;
    }
    return worst;
  }

  /** Adds {@code /health}, {@code /health/live} and {@code /health/ready}. */
  public void register(ServerBuilder builder) {
    builder.service("/health/live", (ctx, request) -> answer(HttpStatus.OK, "live"));
    builder.service("/health/ready", (ctx, request) -> readiness());
    builder.service("/health", (ctx, request) -> overall());
  }

  private HttpResponse readiness() {
    return ready
        ? answer(HttpStatus.OK, "ready")
        : answer(HttpStatus.SERVICE_UNAVAILABLE, "starting");
  }

  private HttpResponse overall() {
    List<Trouble> troubles = troubles();
    State state = state();
    StringBuilder text = new StringBuilder(state.id());
    troubles.forEach(trouble -> text.append('\n').append(trouble.reason()));
    return answer(
        state == State.UNHEALTHY ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK, text.toString());
  }

  private static HttpResponse answer(HttpStatus status, String text) {
    return HttpResponse.of(status, MediaType.PLAIN_TEXT_UTF_8, text + "\n");
  }
}
