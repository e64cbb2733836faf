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
    add(attacks, "a name that leads here", "GET / HTTP/1.1\r\nHost: evil.example\r\n", 403, 421);
    add(
        attacks,
        "deletion through a name that leads here",
        "POST " + DELETE + " HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n",
        403,
        421);
    add(
        attacks,
        "deletion by a page of another origin",
        "POST "
            + DELETE
            + " HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"
            + "Content-Length: 0\r\n",
        403);
    add(
        attacks,
        "deletion by a cross-site request",
        "POST "
            + DELETE
            + " HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\n"
            + "Content-Length: 0\r\n",
        403);
    add(
        attacks,
        "live tail by a page of another origin",
        "GET /api/clew/v1/logs/tail?query=* HTTP/1.1\r\nHost: localhost\r\n"
            + "Accept: text/event-stream\r\nOrigin: http://evil.example\r\n",
        403);
    add(
        attacks,
        "Loki's tail as a WebSocket of another origin",
        "GET /loki/api/v1/tail?query=%7Bservice_name%3D~%22.%2B%22%7D HTTP/1.1\r\n"
            + "Host: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Origin: http://evil.example\r\n",
        403);
    for (String all : List.of("service:*", "*:*", "severity>=0", "/.*/", "-x:y")) {
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
    add(attacks, "two Host headers", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: b\r\n", 400);
    add(attacks, "no Host header", "GET / HTTP/1.1\r\n", 400);
    add(attacks, "TRACE", "TRACE / HTTP/1.1\r\nHost: localhost\r\n", 405, 501);
    add(
        attacks,
        "another transfer coding",
        "POST /loki/api/v1/push HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n",
        400,
        501);
    add(attacks, "an unknown page", "GET /no/such/page HTTP/1.1\r\nHost: localhost\r\n", 404);
    attacks.add(
        new Attack(
            "a bad bootstrap request",
            t -> t.get("/?v-r=init&location=//x").expect(200, 400, 404)));
    return attacks;
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
