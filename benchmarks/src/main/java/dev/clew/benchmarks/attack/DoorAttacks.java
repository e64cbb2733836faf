package dev.clew.benchmarks.attack;

import java.util.ArrayList;
import java.util.List;

/** What another web page, or a name that leads here, might try; and requests that are not HTTP. */
final class DoorAttacks {
  private static final String DELETE =
      "/api/clew/v1/logs/delete?query=service:canary&start=0&end=4102444800000";

  private DoorAttacks() {}

  static List<Attack> all() {
    List<Attack> attacks = new ArrayList<>();
    others(attacks);
    requests(attacks);
    return attacks;
  }

  private static void others(List<Attack> attacks) {
    String delete = "POST " + DELETE + " HTTP/1.1";
    String here = "Host: localhost";
    String other = "Origin: http://evil.example";
    String empty = "Content-Length: 0";
    String named = "Host: evil.example";
    add(attacks, "a name that leads here", Target.head("GET / HTTP/1.1", named), 403, 421);
    add(
        attacks,
        "deletion through a name that leads here",
        Target.head(delete, named, empty),
        403,
        421);
    add(attacks, "deletion by another origin", Target.head(delete, here, other, empty), 403);
    add(
        attacks,
        "deletion by a cross-site request",
        Target.head(delete, here, "Sec-Fetch-Site: cross-site", empty),
        403);
    add(
        attacks,
        "live tail by another origin",
        Target.head(
            "GET /api/clew/v1/logs/tail?query=* HTTP/1.1",
            here,
            "Accept: text/event-stream",
            other),
        403);
    add(
        attacks,
        "Loki's tail as a WebSocket of another origin",
        Target.head(
            "GET /loki/api/v1/tail?query=%7Bservice_name%3D~%22.%2B%22%7D HTTP/1.1",
            here,
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            other),
        403);
  }

  private static void requests(List<Attack> attacks) {
    String here = "Host: localhost";
    for (String all : List.of("*", "service:*", "severity>=0", "/.*/", "-x:y", "NOT a")) {
      attacks.add(
          new Attack(
              "deletion of everything as " + all,
              t ->
                  t.post(
                          t.httpPort(),
                          "/api/clew/v1/logs/delete?start=0&end=4102444800000&query="
                              + Target.encode(all),
                          "application/x-www-form-urlencoded",
                          "",
                          new byte[0])
                      .expectJson(400, 409, 412, 415, 422, 428)));
    }
    add(attacks, "two Host headers", Target.head("GET / HTTP/1.1", here, "Host: b"), 400);
    add(attacks, "no Host header", Target.head("GET / HTTP/1.1"), 400);
    add(attacks, "TRACE", Target.head("TRACE / HTTP/1.1", here), 405, 501);
    add(
        attacks,
        "another transfer coding",
        Target.head("POST /loki/api/v1/push HTTP/1.1", here, "Transfer-Encoding: gzip"),
        400,
        501);
    add(attacks, "an unknown page", Target.head("GET /no/such/page HTTP/1.1", here), 404);
    attacks.add(
        new Attack(
            "a bad bootstrap request",
            t -> t.get("/?v-r=init&location=//x").expect(200, 400, 404)));
  }

  private static void add(List<Attack> attacks, String name, String request, Integer... allowed) {
    attacks.add(
        new Attack(
            name,
            t -> {
              Answer answer = t.raw(t.httpPort(), request + "Connection: close\r\n\r\n");
              answer.expect(allowed);
              return Integer.toString(answer.status());
            }));
  }
}
