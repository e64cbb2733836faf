package dev.clew.collector.scrape;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;

/** A target that exposes what a test tells it to. */
final class FakeTarget implements AutoCloseable {
  volatile String body = "";
  volatile String contentType = "text/plain; version=0.0.4";
  volatile HttpStatus status = HttpStatus.OK;
  volatile boolean gzip;
  volatile boolean hang;
  final List<RequestHeaders> requests = new CopyOnWriteArrayList<>();
  private final Server server;

  FakeTarget() {
    server =
        Server.builder()
            .http(0)
            .requestTimeout(Duration.ZERO)
            .gracefulShutdownTimeoutMillis(0, 0)
            .service(
                "/metrics",
                (context, request) -> HttpResponse.of(request.aggregate().thenApply(this::answer)))
            .service(
                "/moved",
                (context, request) -> HttpResponse.ofRedirect(HttpStatus.FOUND, "/metrics"))
            .build();
    server.start().join();
  }

  private HttpResponse answer(AggregatedHttpRequest request) {
    requests.add(request.headers());
    if (hang) {
      return HttpResponse.streaming();
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (gzip) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
        zip.write(bytes);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      ResponseHeaders headers =
          ResponseHeaders.builder(200)
              .contentType(MediaType.parse(contentType))
              .set("content-encoding", "gzip")
              .build();
      return HttpResponse.of(headers, HttpData.wrap(out.toByteArray()));
    }
    return HttpResponse.of(status, MediaType.parse(contentType), HttpData.wrap(bytes));
  }

  String address() {
    return "127.0.0.1:" + server.activeLocalPort();
  }

  @Override
  public void close() {
    server.closeAsync(); // the port closes at once, threads a little later
  }
}
