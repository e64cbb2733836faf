package dev.clew.benchmarks.corpus;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;

/**
 * What one visitor's request is about: the values that its lines share.
 *
 * @param traceId empty when there is no request
 * @param order empty when the request has to do with no order
 * @param failing whether it ends with an error
 */
record Journey(
    Route route,
    ByteString traceId,
    String request,
    Visitor visitor,
    String order,
    boolean failing) {
  /**
   * A kind of request.
   *
   * @param services indexes of those that it passes, the first is where it comes in
   */
  record Route(String method, String path, List<Integer> services, boolean ordering) {}

  /** Somebody who makes several requests in one session. */
  record Visitor(String user, String address, String session) {}

  private static final String[] PATHS = {
    "GET /",
    "GET /products",
    "GET /products/{id}",
    "GET /search",
    "POST /cart/items",
    "GET /cart",
    "POST /checkout!",
    "POST /orders/{id}/pay!",
    "GET /orders/{id}!",
    "POST /login",
    "GET /account",
    "GET /api/v1/quotes",
    "GET /api/v1/stock/{sku}",
    "POST /reviews",
    "PUT /account/address",
    "DELETE /cart/items/{id}",
    "GET /media/{id}",
    "POST /returns!",
    "GET /api/v2/recommendations",
    "POST /api/v1/events"
  };

  /** Makes journeys: visitors and orders come back for some time. */
  static final class Source {
    private static final double LAST_OF_SESSION = 0.1;
    private static final double LAST_OF_ORDER = 0.3;

    private final List<Route> routes = new ArrayList<>();
    private final Zipf routeRank = new Zipf(PATHS.length, 0.9);
    private final Visitor[] visitors = new Visitor[2_000];
    private final String[] orders = new String[300];
    private final Vocabulary vocabulary;
    private final Draw draw;

    Source(int services, Vocabulary vocabulary, Draw draw) {
      this.vocabulary = vocabulary;
      this.draw = draw;
      for (String path : PATHS) {
        routes.add(route(path, services));
      }
      for (int i = 0; i < visitors.length; i++) {
        visitors[i] = visitor();
      }
      for (int i = 0; i < orders.length; i++) {
        orders[i] = draw.hex(12);
      }
    }

    private Route route(String text, int services) {
      boolean ordering = text.endsWith("!");
      String[] parts = (ordering ? text.substring(0, text.length() - 1) : text).split(" ", 2);
      List<Integer> passed = new ArrayList<>();
      passed.add(0);
      int wanted = Math.min(services, ordering ? draw.between(5, 7) : draw.between(3, 6));
      while (passed.size() < wanted) {
        int next = draw.between(0, services - 1);
        if (!passed.contains(next)) {
          passed.add(next);
        }
      }
      return new Route(parts[0], parts[1], List.copyOf(passed), ordering);
    }

    private Visitor visitor() {
      return new Visitor(vocabulary.user(draw), vocabulary.address(draw), draw.hex(24));
    }

    Journey next(boolean failing) {
      Route route = routes.get(routeRank.draw(draw));
      int seat = draw.between(0, visitors.length - 1);
      Visitor visitor = visitors[seat];
      if (draw.chance(LAST_OF_SESSION)) {
        visitors[seat] = visitor();
      }
      String order = "";
      if (route.ordering()) {
        int slot = draw.between(0, orders.length - 1);
        order = orders[slot];
        if (draw.chance(LAST_OF_ORDER)) {
          orders[slot] = draw.hex(12);
        }
      }
      return new Journey(route, draw.bytes(16), draw.uuid(), visitor, order, failing);
    }

    /** What a line that belongs to no request may speak of. */
    Journey none() {
      return new Journey(routes.getFirst(), ByteString.EMPTY, "", visitors[0], orders[0], false);
    }
  }
}
