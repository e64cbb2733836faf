package dev.clew.packaging.saved;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.model.QueryException;
import dev.clew.web.JsonApi;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves {@code /api/clew/v1/saved-searches} as {@code docs/http-api.md} defines it. */
public final class SavedSearchesApi {
  private static final Logger logger = LoggerFactory.getLogger(SavedSearchesApi.class);
  private static final String PATH = "/api/clew/v1/saved-searches";

  private final ObjectMapper json = new ObjectMapper();
  private final SavedSearches searches;

  public SavedSearchesApi(SavedSearches searches) {
    this.searches = searches;
  }

  /** Answers a request with JSON. */
  @FunctionalInterface
  private interface Answer {
    HttpResponse of(ServiceRequestContext context, AggregatedHttpRequest request)
        throws IOException;
  }

  public void register(ServerBuilder builder) {
    builder.route().path(PATH).methods(HttpMethod.GET).build(serve(this::list));
    builder.route().path(PATH).methods(HttpMethod.POST).build(serve(this::add));
    builder.route().path(PATH + "/{id}").methods(HttpMethod.PUT).build(serve(this::replace));
    builder.route().path(PATH + "/{id}").methods(HttpMethod.DELETE).build(serve(this::remove));
  }

  private HttpService serve(Answer answer) {
    return (context, request) ->
        HttpResponse.of(
            request
                .aggregate()
                .thenApplyAsync(
                    whole -> respond(answer, context, whole), context.blockingTaskExecutor()));
  }

  private HttpResponse respond(
      Answer answer, ServiceRequestContext context, AggregatedHttpRequest request) {
    try {
      return answer.of(context, request);
    } catch (WrongTypeException e) {
      return JsonApi.error(HttpStatus.UNSUPPORTED_MEDIA_TYPE, String.valueOf(e.getMessage()));
    } catch (QueryException e) {
      return JsonApi.refuse(e);
    } catch (IOException e) {
      logger.error("Cannot keep a saved search", e);
      return JsonApi.error(
          HttpStatus.INTERNAL_SERVER_ERROR, "The search could not be written to disk.");
    }
  }

  private HttpResponse list(ServiceRequestContext context, AggregatedHttpRequest request) {
    ObjectNode root = json.createObjectNode();
    ArrayNode list = root.putArray("searches");
    searches.list().forEach(search -> list.add(node(search)));
    return ok(root);
  }

  private HttpResponse add(ServiceRequestContext context, AggregatedHttpRequest request)
      throws IOException {
    JsonNode body = body(request);
    return ok(node(searches.add(text(body, "name"), text(body, "page"), text(body, "state"))));
  }

  private HttpResponse replace(ServiceRequestContext context, AggregatedHttpRequest request)
      throws IOException {
    String id = String.valueOf(context.pathParam("id"));
    JsonNode body = body(request);
    SavedSearch search =
        searches.replace(id, text(body, "name"), text(body, "page"), text(body, "state"));
    return search == null ? missing(id) : ok(node(search));
  }

  private HttpResponse remove(ServiceRequestContext context, AggregatedHttpRequest request)
      throws IOException {
    String id = String.valueOf(context.pathParam("id"));
    return searches.remove(id) ? ok(json.createObjectNode()) : missing(id);
  }

  private HttpResponse missing(String id) {
    return JsonApi.error(HttpStatus.NOT_FOUND, "saved search " + id + " does not exist");
  }

  private static HttpResponse ok(JsonNode body) {
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, body.toString());
  }

  /** A body of a type that a form of any page may send without being asked. */
  private static final class WrongTypeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongTypeException(@Nullable MediaType type) {
      super(
          "Content-Type: " + (type == null ? "none" : type) + " (expected: application/json)",
          null,
          false,
          false);
    }
  }

  private JsonNode body(AggregatedHttpRequest request) {
    MediaType type = request.contentType();
    if (type == null || !type.isJson()) {
      throw new WrongTypeException(type);
    }
    @Nullable JsonNode body = null;
    try {
      body = json.readTree(request.contentUtf8());
    } catch (IOException e) {
      logger.debug("Not JSON", e);
    }
    if (body == null || !body.isObject()) {
      throw new QueryException(
          QueryException.Kind.SYNTAX,
          "the body is no JSON object (expected: {\"name\":…,\"page\":…,\"state\":…})",
          -1);
    }
    return body;
  }

  private static String text(JsonNode body, String name) {
    JsonNode value = body.get(name);
    if (value == null || !value.isTextual()) {
      throw new QueryException(
          QueryException.Kind.SYNTAX, name + ": missing (expected: a text)", -1);
    }
    return value.asText();
  }

  private ObjectNode node(SavedSearch search) {
    return json.createObjectNode()
        .put("id", search.id())
        .put("name", search.name())
        .put("page", search.page())
        .put("state", search.state())
        .put("updated", Long.toString(search.updatedNanos()));
  }
}
