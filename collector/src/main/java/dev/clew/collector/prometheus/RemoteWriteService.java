package dev.clew.collector.prometheus;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.collector.body.ClaimedBytes;
import dev.clew.collector.body.Receiving;
import dev.clew.collector.body.SnappyBody;
import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import dev.clew.collector.intake.SeriesLimits;
import dev.clew.collector.otlp.OtlpIntake;
import dev.clew.collector.otlp.PushService;
import dev.clew.model.Signal;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.otlp.OtlpReport;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /prometheus/api/v1/write}: Prometheus' remote write, versions 1.0 and 2.0
 * (prometheus.io/docs/specs/prw). What cannot be taken of a request is answered with 400, so that
 * it is not sent again, and the rest of it is kept.
 */
public final class RemoteWriteService extends PushService {
  private static final String PROTOCOL = "remote-write";
  private static final String WRITTEN = "x-prometheus-remote-write-";

  private final OtlpIntake intake;
  private final Receiving receiving;
  private final SeriesLimits limits;

  public RemoteWriteService(OtlpIntake intake, Receiving receiving, SeriesLimits limits) {
    super(intake, receiving, PROTOCOL, Signal.METRICS);
    this.intake = intake;
    this.receiving = receiving;
    this.limits = limits;
  }

  public void register(ServerBuilder builder) {
    builder.service("/prometheus/api/v1/write", this);
    builder.service("/api/v1/write", this);
  }

  @Override
  protected void check(RequestHeaders headers) {
    String coding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "snappy");
    if (!coding.equalsIgnoreCase("snappy")) {
      throw new RefusedException(
          Refusal.Kind.CONTENT_ENCODING,
          "Content-Encoding: " + coding + " is not supported",
          "Remote write is compressed with snappy.");
    }
    isVersion2(headers);
  }

  /** Which message it is; without the parameter that of version 1. */
  private static boolean isVersion2(RequestHeaders headers) {
    String header = headers.get(HttpHeaderNames.CONTENT_TYPE, "application/x-protobuf");
    MediaType type = headers.contentType();
    boolean protobuf =
        type == null
            ? header.equals("application/x-protobuf")
            : type.type().equals("application") && type.subtype().equals("x-protobuf");
    List<String> messages =
        type == null ? List.of() : type.parameters().getOrDefault("proto", List.of());
    String message = messages.isEmpty() ? WriteRequestV1.MESSAGE : messages.getFirst();
    boolean second = message.equalsIgnoreCase(WriteRequestV2.MESSAGE);
    if (!protobuf || !(second || message.equalsIgnoreCase(WriteRequestV1.MESSAGE))) {
      throw new RefusedException(
          Refusal.Kind.CONTENT_TYPE,
          "Content-Type: " + header + " is not supported",
          "Send application/x-protobuf;proto="
              + WriteRequestV2.MESSAGE
              + ", or "
              + WriteRequestV1.MESSAGE
              + ".");
    }
    return second;
  }

  @Override
  protected CompletableFuture<HttpResponse> take(
      String remote, RequestHeaders headers, ClaimedBytes body, MemoryBudget.Claim claim) {
    int most = receiving.maxDecompressedBytes();
    ClaimedBytes protobuf =
        SnappyBody.decode(body, most, claim, "Remote write is sent in Snappy's block format.");
    String agent = headers.get(HttpHeaderNames.USER_AGENT, "");
    String product = product(agent);
    // Attributes take a little more than labels.
    int likely = Math.min(most, protobuf.size() + protobuf.size() / 4 + 512);
    WrittenSeries written =
        new WrittenSeries(
            product,
            limits,
            intake.times(Signal.METRICS),
            new WrittenSeries.Room(claim, likely, most));
    WriteRequestReader reader =
        isVersion2(headers)
            ? new WriteRequestV2(written, limits, claim)
            : new WriteRequestV1(written, limits);
    reader.read(protobuf.array(), protobuf.size());
    protobuf.release();
    PrometheusBatch batch = written.batch();
    long records = (long) batch.samples() + batch.histograms() + batch.exemplars();
    if (written.refused() > 0) {
      noteRefused(remote, written);
    }
    if (batch.isEmpty()) {
      return CompletableFuture.completedFuture(answer(written, new OtlpIntake.Taken(0, "")));
    }
    List<OtlpReport.Sender> senders =
        List.of(new OtlpReport.Sender(product, version(agent), records));
    byte[] otlp = batch.finish();
    OtlpReport report = OtlpReport.whole(records, senders, otlp, batch.size());
    return intake
        .take(new OtlpIntake.Origin(remote, PROTOCOL, Signal.METRICS), report)
        .thenApply(taken -> answer(written, taken));
  }

  private void noteRefused(String remote, WrittenSeries written) {
    Refusal refusal =
        new Refusal(
            Refusal.Kind.INVALID_RECORDS, "the first: " + written.firstReason(), REFUSED_REMEDY);
    intake.refused(remote, PROTOCOL, Signal.METRICS.id(), refusal, written.refused());
  }

  private static final String REFUSED_REMEDY = "The other samples were taken.";

  /** The product of a User-Agent such as {@code Prometheus/2.42.0}. */
  private static String product(String agent) {
    String product = agent.split("[/ ]", 2)[0];
    return product.isEmpty() ? "unknown sender" : product;
  }

  private static String version(String agent) {
    String[] parts = agent.split("[/ ]", 3);
    return parts.length < 2 ? "" : parts[1].toLowerCase(Locale.ROOT);
  }

  /** What the store has no room for is refused after what is wrong in itself. */
  private static HttpResponse answer(WrittenSeries written, OtlpIntake.Taken taken) {
    PrometheusBatch batch = written.batch();
    boolean all = written.refused() == 0 && taken.droppedRecords() == 0;
    ResponseHeadersBuilder answer =
        ResponseHeaders.builder(all ? HttpStatus.NO_CONTENT : HttpStatus.BAD_REQUEST);
    written(answer, batch, taken.droppedRecords());
    if (all) {
      return HttpResponse.of(answer.build());
    }
    String text = taken.message() + "\n";
    if (written.refused() > 0) {
      text =
          written.refused()
              + " samples, histograms or exemplars were refused; the first: "
              + written.firstReason()
              + ". "
              + REFUSED_REMEDY
              + (taken.droppedRecords() > 0 ? " " + text : "\n");
    }
    answer.contentType(MediaType.PLAIN_TEXT_UTF_8);
    return HttpResponse.of(answer.build(), HttpData.ofUtf8(text));
  }

  /**
   * @param dropped of which kind they were is not known: mostly samples
   */
  private static void written(
      ResponseHeadersBuilder answer, @Nullable PrometheusBatch batch, long dropped) {
    long samples = batch == null ? 0 : Math.max(0, batch.samples() - dropped);
    answer.set(WRITTEN + "samples-written", Long.toString(samples));
    answer.set(WRITTEN + "histograms-written", count(batch == null ? 0 : batch.histograms()));
    answer.set(WRITTEN + "exemplars-written", count(batch == null ? 0 : batch.exemplars()));
  }

  private static String count(int count) {
    return Integer.toString(count);
  }

  @Override
  protected HttpData explain(ResponseHeadersBuilder answer, Refusal refusal) {
    written(answer, null, 0); // nothing was
    return super.explain(answer, refusal);
  }
}
