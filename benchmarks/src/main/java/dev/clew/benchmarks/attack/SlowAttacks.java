package dev.clew.benchmarks.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections that say little and stay. */
final class SlowAttacks {
  private static final int CONNECTIONS = 260;

  private SlowAttacks() {}

  static List<Attack> all() {
    String logs =
        Target.head(
            "POST /v1/logs HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            "Content-Length: 1000",
            "");
    String query =
        Target.head(
            "POST /prometheus/api/v1/query HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Length: 1000",
            "");
    return List.of(
        new Attack(
            CONNECTIONS + " senders of one body byte each",
            t -> whileOpen(t, t.otlpPort(), logs + "{")),
        new Attack(
            CONNECTIONS + " connections that never finish their headers",
            t -> whileOpen(t, t.otlpPort(), "POST /v1/logs HTTP/1.1\r\nHost: lo")),
        new Attack(
            CONNECTIONS + " connections that say nothing", t -> whileOpen(t, t.otlpPort(), "")),
        new Attack(
            CONNECTIONS + " slow bodies on the browser's port",
            t -> whileOpen(t, t.httpPort(), query + "q")));
  }

  /** Others are served while the connections stand. */
  private static String whileOpen(Target target, int port, String begin) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(socket);
        try {
          socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
          socket.getOutputStream().flush();
        } catch (IOException e) {
          // refused at once, which is an answer too
        }
      }
      Canaries.send(target).expect(200);
      return target.get("/health/live").expect(200);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
