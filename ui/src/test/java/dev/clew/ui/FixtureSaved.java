package dev.clew.ui;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Saved searches, in memory. */
final class FixtureSaved {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Map<String, Object>> searches = new ConcurrentSkipListMap<>();
  private final AtomicInteger ids = new AtomicInteger();

  void register(ServerBuilder builder, String path) {
    builder.service(path, this::serve);
    builder.service(path + "/{id}", this::serve);
  }

  private HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    if (request.method() == HttpMethod.GET) {
      return answer(Map.of("searches", List.copyOf(searches.values())));
    }
    return HttpResponse.of(request.aggregate().thenApply(r -> change(context, r)));
  }

  private HttpResponse change(ServiceRequestContext context, AggregatedHttpRequest request) {
    String given = context.pathParam("id");
    if (request.method() == HttpMethod.DELETE) {
      searches.remove(given);
      return HttpResponse.of(HttpStatus.NO_CONTENT);
    }
    String id = given == null ? "s" + ids.incrementAndGet() : given;
    try {
      Map<String, Object> search = new LinkedHashMap<>();
      search.put("id", id);
      Map<?, ?> body = JSON.readValue(request.contentUtf8(), Map.class);
      body.forEach((name, value) -> search.put(String.valueOf(name), value));
      search.put("updated", FixtureShop.nanosAgo(0));
      searches.put(id, search);
      return answer(search);
    } catch (IOException e) {
      return HttpResponse.of(HttpStatus.BAD_REQUEST);
    }
  }

  private static HttpResponse answer(Object value) {
    try {
      return HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, JSON.writeValueAsBytes(value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
