package dev.clew.metricsstore.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.metricsstore.promql.EngineConfig;
import dev.clew.metricsstore.promql.PromqlEngine;
import dev.clew.metricsstore.series.ExemplarSeries;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.MetricMetadata;
import dev.clew.metricsstore.series.ReadLimits;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.metricsstore.series.SeriesListing;
import dev.clew.metricsstore.series.SeriesSource;
import dev.clew.metricsstore.series.ValueListing;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.memory.QueryMemory;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers without an end, and a budget that all of them share. */
class ListedAnswersTest {
  private static final long HELD = 300_000;

  private final MemoryBudget budget = MemoryBudget.of("queries", 1 << 20);

  /** What has come to its end. */
  private final BlockingQueue<String> closed = new LinkedBlockingQueue<>();

  private final Endless source = new Endless();
  private Server server;

  @BeforeEach
  void start() {
    ServerBuilder builder = Server.builder().http(0);
    builder.decorator((delegate, context, request) -> {
      QueryMemory memory = QueryMemory.of(budget, "this query");
      context.hook(memory::enter);
      context.log().whenComplete().thenAccept(log -> memory.close());
      return delegate.serve(context, request);
    });
    PromqlEngine engine = new PromqlEngine(source, EngineConfig.defaults());
    new PrometheusApi(engine, source, InstantSource.system()).register(builder);
    server = builder.build();
    server.start().join();
  }

  @AfterEach
  void stop() {
    server.stop().join();
  }

  private Socket ask(String path) throws IOException {
    Socket socket = new Socket("127.0.0.1", server.activeLocalPort());
    String request = "GET /prometheus/api/v1/" + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String beginning(Socket socket, int bytes) throws IOException {
    return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
  }

  /** Takes the room of several such answers, one after another: each gives its own back. */
  @Test
  void aClientThatGoesAwayEndsTheWorkAndFreesItsMemory() throws Exception {
    for (int i = 0; i < 8; i++) {
      String path = i % 2 == 0 ? "series?match[]=up" : "label/job/values";
      try (Socket socket = ask(path.replace("[]", "%5B%5D"))) {
        String begun = beginning(socket, 100_000);
        assertThat(begun).startsWith("HTTP/1.1 200 OK").contains("\"data\":[");
        assertThat(budget.heldBytes()).isGreaterThanOrEqualTo(HELD);
      }
      assertThat(closed.poll(60, TimeUnit.SECONDS)).isEqualTo(i % 2 == 0 ? "series" : "values");
    }
    // The claim is let go by the thread that worked, right after it has closed the listing.
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (budget.heldBytes() > 0 && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    assertThat(budget.heldBytes()).isZero();
  }

  /** What is found out before the first byte has its status. */
  @Test
  void aRefusalBeforeTheFirstByteHasItsStatus() throws Exception {
    source.bytes = 8 << 20;
    for (String path : List.of("series?match%5B%5D=up", "label/job/values")) {
      try (Socket socket = ask(path)) {
        assertThat(beginning(socket, 20)).startsWith("HTTP/1.1 422 ");
      }
    }
    source.bytes = HELD;
    try (Socket socket = ask("series")) {
      assertThat(beginning(socket, 20)).startsWith("HTTP/1.1 400 ");
    }
  }

  /** One series again and again. */
  private final class Endless implements SeriesSource {
    private volatile long bytes = HELD;

    @Override
    public SeriesListing listSeries(
        List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit) {
      QueryMemory.current().take(bytes);
      return new SeriesListing() {
        @Override
        public int labelCount() {
          return 1;
        }

        @Override
        public String name(int label) {
          return "__name__";
        }

        @Override
        public byte[] value(int label) {
          return new byte[] {'u', 'p'};
        }

        @Override
        public boolean isShared(int label) {
          return true;
        }

        @Override
        public boolean next() {
          return true;
        }

        @Override
        public int size() {
          return 1;
        }

        @Override
        public int label(int i) {
          return 0;
        }

        @Override
        public void close() {
          closed.add("series");
        }
      };
    }

    @Override
    public ValueListing listValues(
        String name,
        List<List<LabelMatcher>> selections,
        long startMillis,
        long endMillis,
        int limit) {
      QueryMemory.current().take(bytes);
      return new ValueListing() {
        @Override
        public boolean next() {
          return true;
        }

        @Override
        public byte[] value() {
          return new byte[] {'a'};
        }

        @Override
        public void close() {
          closed.add("values");
        }
      };
    }

    @Override
    public List<SeriesData> select(
        List<LabelMatcher> matchers, long startMillis, long endMillis, ReadLimits limits) {
      return List.of();
    }

    @Override
    public List<String> labelNames(
        List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit) {
      return List.of();
    }

    @Override
    public Map<String, List<MetricMetadata>> metadata(@Nullable String metric, int limit) {
      return Map.of();
    }

    @Override
    public List<ExemplarSeries> exemplars(
        List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit) {
      return List.of();
    }
  }
}
