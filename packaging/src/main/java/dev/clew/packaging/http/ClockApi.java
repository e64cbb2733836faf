package dev.clew.packaging.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.storage.time.WitnessedClock;
import dev.clew.web.JsonApi;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * {@code /api/clew/v1/clock}: whether the machine's clock is believed, and how a person says that
 * it is right.
 */
public final class ClockApi {
  private static final String PATH = "/api/clew/v1/clock";

  private final ObjectMapper json = new ObjectMapper();
  private final WitnessedClock clock;

  public ClockApi(WitnessedClock clock) {
    this.clock = clock;
  }

  public void register(ServerBuilder builder) {
    builder.route().get(PATH).build((ctx, request) -> answer(ctx, this::ok));
    builder.route().post(PATH + "/confirm").build((ctx, request) -> answer(ctx, this::confirm));
  }

  private static HttpResponse answer(ServiceRequestContext context, Supplier<HttpResponse> answer) {
    return HttpResponse.of(answer, context.blockingTaskExecutor());
  }

  private HttpResponse confirm() {
    return clock.confirm()
        ? ok()
        : JsonApi.error(
            HttpStatus.CONFLICT,
            "the clock of this machine is before the Java that runs here: set it right first");
  }

  private HttpResponse ok() {
    WitnessedClock.Status status = clock.status();
    return HttpResponse.of(
        HttpStatus.OK,
        MediaType.JSON_UTF_8,
        json.createObjectNode()
            .put("trusted", status.trusted())
            .put("clock", Instant.ofEpochMilli(status.wallMillis()).toString())
            .put("reference", Instant.ofEpochMilli(status.referenceMillis()).toString())
            .put("problem", status.problem())
            .toString());
  }
}
