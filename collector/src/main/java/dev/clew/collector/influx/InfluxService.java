package dev.clew.collector.influx;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.collector.body.ClaimedBytes;
import dev.clew.collector.body.ContentCoding;
import dev.clew.collector.body.Receiving;
import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.SeriesLimits;
import dev.clew.collector.otlp.OtlpIntake;
import dev.clew.collector.otlp.PushService;
import dev.clew.collector.prometheus.PrometheusBatch;
import dev.clew.collector.prometheus.WrittenSeries;
import dev.clew.model.Signal;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.otlp.OtlpReport;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * InfluxDB's write endpoints, versions 1 and 2, as Telegraf and others send to them. Organisation,
 * retention policy and credentials are ignored. Answers are InfluxDB's: 204, or 400 with how many
 * points of a request were dropped and why the first was.
 */
public final class InfluxService extends PushService {
  private static final String PROTOCOL = "influx";
  private static final String VERSION = "1.8.10";
  private static final int LONGEST_STATEMENT = 8 << 10;

  private final OtlpIntake intake;
  private final Receiving receiving;
  private final SeriesLimits limits;
  private final InstantSource clock;

  public InfluxService(
      OtlpIntake intake, Receiving receiving, SeriesLimits limits, InstantSource clock) {
    super(intake, receiving, PROTOCOL, Signal.METRICS);
    this.intake = intake;
    this.receiving = receiving;
    this.limits = limits;
    this.clock = clock;
  }

  public void register(ServerBuilder builder) {
    for (String prefix : List.of("", "/influx")) {
      builder.service(prefix + "/write", this);
      builder.service(prefix + "/api/v2/write", this);
      builder.service(prefix + "/ping", (context, request) -> ping());
      builder.service(prefix + "/query", this::query);
    }
  }

  /** Clients ask whether it is there, and which version. */
  private static HttpResponse ping() {
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.NO_CONTENT)
            .set("x-influxdb-version", VERSION)
            .set("x-influxdb-build", "OSS")
            .build());
  }

  /** Telegraf creates its database first; there is nothing to create. */
  private HttpResponse query(ServiceRequestContext context, HttpRequest request) {
    String asked = context.queryParams().get("q", "");
    return HttpResponse.of(
        receiving
            .receive(
                context,
                request,
                (body, claim) ->
                    CompletableFuture.completedFuture(
                        answerTo(asked.isEmpty() ? statement(body) : asked)))
            .exceptionally(failure -> failed(context, failure)));
  }

  /** Of a form; what is longer is none that is answered. */
  private static String statement(ClaimedBytes body) {
    int length = Math.min(body.size(), LONGEST_STATEMENT);
    String form = new String(body.array(), 0, length, StandardCharsets.UTF_8);
    return QueryParams.fromQueryString(form).get("q", "");
  }

  private static HttpResponse answerTo(String asked) {
    String statement = asked.strip().toUpperCase(Locale.ROOT);
    if (statement.startsWith("CREATE") || statement.startsWith("SHOW")) {
      return HttpResponse.of(
          HttpStatus.OK, MediaType.JSON, "{\"results\":[{\"statement_id\":0}]}\n");
    }
    return HttpResponse.of(
        HttpStatus.BAD_REQUEST,
        MediaType.JSON,
        error("InfluxQL is not supported: ask in PromQL at /prometheus/api/v1/query"));
  }

  @Override
  protected void check(RequestHeaders headers) {
    ContentCoding.parse(headers.get(HttpHeaderNames.CONTENT_ENCODING, ""));
    Precision.parse(parameters(headers).get("precision", ""));
  }

  private static QueryParams parameters(RequestHeaders headers) {
    int query = headers.path().indexOf('?');
    return query < 0
        ? QueryParams.of()
        : QueryParams.fromQueryString(headers.path().substring(query + 1));
  }

  @Override
  protected CompletableFuture<HttpResponse> take(
      String remote, RequestHeaders headers, ClaimedBytes body, MemoryBudget.Claim claim) {
    ContentCoding coding = ContentCoding.parse(headers.get(HttpHeaderNames.CONTENT_ENCODING, ""));
    int most = receiving.maxDecompressedBytes();
    ClaimedBytes lines = coding.decode(body, most, claim);
    QueryParams parameters = parameters(headers);
    String agent = headers.get(HttpHeaderNames.USER_AGENT, "Influx client").split("[/ ]", 2)[0];
    int likely = (int) Math.min(most, 2L * lines.size() + 512);
    WrittenSeries written =
        new WrittenSeries(
            agent,
            limits,
            intake.times(Signal.METRICS),
            new WrittenSeries.Room(claim, likely, most));
    LineProtocol reader =
        new LineProtocol(
            written,
            limits,
            Precision.parse(parameters.get("precision", "")),
            clock.millis(),
            parameters.get("db", parameters.get("bucket", "")));
    reader.read(lines.array(), lines.size());
    lines.release();
    note(remote, written, reader.skipped());
    PrometheusBatch batch = written.batch();
    if (batch.isEmpty()) {
      return CompletableFuture.completedFuture(answer(written, new OtlpIntake.Taken(0, "")));
    }
    List<OtlpReport.Sender> senders = List.of(new OtlpReport.Sender(agent, "", batch.samples()));
    byte[] otlp = batch.finish();
    OtlpReport report = OtlpReport.whole(batch.samples(), senders, otlp, batch.size());
    return intake
        .take(new OtlpIntake.Origin(remote, PROTOCOL, Signal.METRICS), report)
        .thenApply(taken -> answer(written, taken));
  }

  private void note(String remote, WrittenSeries written, int skipped) {
    if (written.refused() > 0) {
      Refusal refusal =
          new Refusal(
              Refusal.Kind.INVALID_RECORDS,
              "the first: " + written.firstReason(),
              "The other points were taken.");
      intake.refused(remote, PROTOCOL, Signal.METRICS.id(), refusal, written.refused());
    }
    if (skipped > 0) {
      Refusal refusal =
          new Refusal(
              Refusal.Kind.SKIPPED,
              "fields that are texts are not metrics",
              "They are left out; send what is worth keeping as tags or logs.");
      intake.refused(remote, PROTOCOL, Signal.METRICS.id(), refusal, skipped);
    }
  }

  private static HttpResponse answer(WrittenSeries written, OtlpIntake.Taken taken) {
    long dropped = written.refused() + taken.droppedRecords();
    if (dropped == 0) {
      return HttpResponse.of(HttpStatus.NO_CONTENT);
    }
    String reason = written.refused() > 0 ? written.firstReason() : taken.message();
    String text = "partial write: " + reason + " dropped=" + dropped;
    return HttpResponse.of(HttpStatus.BAD_REQUEST, MediaType.JSON, error(text));
  }

  @Override
  protected HttpData explain(ResponseHeadersBuilder answer, Refusal refusal) {
    answer.contentType(MediaType.JSON);
    return HttpData.ofUtf8(error(refusal.message()));
  }

  /** The forms of both versions in one. */
  private static String error(String text) {
    String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(text));
    return "{\"error\":\"" + quoted + "\",\"code\":\"invalid\",\"message\":\"" + quoted + "\"}\n";
  }
}
