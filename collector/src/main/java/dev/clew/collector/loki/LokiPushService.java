package dev.clew.collector.loki;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.collector.body.ClaimedBytes;
import dev.clew.collector.body.ContentCoding;
import dev.clew.collector.body.Receiving;
import dev.clew.collector.body.SnappyBody;
import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import dev.clew.collector.otlp.OtlpIntake;
import dev.clew.collector.otlp.PushService;
import dev.clew.model.Signal;
import dev.clew.model.memory.MemoryBudget;
import java.io.InputStream;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * {@code POST /loki/api/v1/push}, as Promtail, Alloy, Fluent Bit, Vector and the Docker driver send
 * it: protobuf with snappy, or JSON. It is turned into OTLP and goes the way of all logs. Tenants
 * ({@code X-Scope-OrgID}) are ignored. Answers as Loki does: 204, or a sentence as plain text.
 */
public final class LokiPushService extends PushService {
  private static final String PROTOCOL = "loki";
  private static final String SNAPPY_REMEDY =
      "Protobuf is sent in Snappy's block format; send JSON with Content-Type: application/json.";

  /** Of a request beside its texts, so that a small one is written without growing. */
  private static final int SPARE_BYTES = 1 << 10;

  private final OtlpIntake intake;
  private final Receiving receiving;

  public LokiPushService(OtlpIntake intake, Receiving receiving) {
    super(intake, receiving, PROTOCOL, Signal.LOGS);
    this.intake = intake;
    this.receiving = receiving;
  }

  public void register(ServerBuilder builder) {
    builder.service("/loki/api/v1/push", this);
    builder.service("/api/prom/push", this); // the path of Loki's first version
  }

  @Override
  protected void check(RequestHeaders headers) {
    boolean json = isJson(headers.get(HttpHeaderNames.CONTENT_TYPE, ""));
    String coding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "");
    if (json || !isSnappy(coding)) {
      ContentCoding.parse(coding);
    }
  }

  @Override
  protected CompletableFuture<HttpResponse> take(
      String remote, RequestHeaders headers, ClaimedBytes body, MemoryBudget.Claim claim) {
    PushedLogs logs = new PushedLogs(intake.limits(), claim, body.size() + SPARE_BYTES);
    String coding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "");
    int most = receiving.maxDecompressedBytes();
    if (isJson(headers.get(HttpHeaderNames.CONTENT_TYPE, ""))) {
      InputStream in = ContentCoding.parse(coding).stream(body, most);
      PushJson.read(in, logs, intake.limits(), claim);
      body.release();
    } else {
      ClaimedBytes push = protobuf(coding, body, claim);
      PushProtobuf.read(push, logs, intake.limits(), claim);
      push.release();
    }
    OtlpIntake.Origin origin = new OtlpIntake.Origin(remote, PROTOCOL, Signal.LOGS);
    return intake
        .take(origin, logs.array(), 0, logs.size(), logs.left())
        .thenApply(LokiPushService::answer);
  }

  /** What is not JSON is protobuf, as with Loki: some clients send no type, or one of their own. */
  private static boolean isJson(String type) {
    String plain = type.toLowerCase(Locale.ROOT);
    if (plain.startsWith("application/json")) {
      return true;
    }
    if (plain.isEmpty() || plain.contains("protobuf") || plain.contains("octet-stream")) {
      return false;
    }
    throw new RefusedException(
        Refusal.Kind.CONTENT_TYPE,
        "Content-Type: " + Shortened.of(type) + " is not supported",
        "Use application/json, or application/x-protobuf with snappy.");
  }

  /** Snappy belongs to the protobuf form, whether a header says so or not. */
  private static boolean isSnappy(String coding) {
    return coding.isEmpty() || coding.equalsIgnoreCase("snappy");
  }

  private ClaimedBytes protobuf(String coding, ClaimedBytes body, MemoryBudget.Claim claim) {
    int most = receiving.maxDecompressedBytes();
    if (isSnappy(coding)) {
      return SnappyBody.decode(body, most, claim, SNAPPY_REMEDY);
    }
    return ContentCoding.parse(coding).decode(body, most, claim);
  }

  /** Loki answers 400 when it drops lines, and keeps the others; its clients do not try again. */
  private static HttpResponse answer(OtlpIntake.Taken taken) {
    return taken.droppedRecords() == 0
        ? HttpResponse.of(HttpStatus.NO_CONTENT)
        : HttpResponse.of(
            HttpStatus.BAD_REQUEST,
            MediaType.PLAIN_TEXT_UTF_8,
            taken.message() + " The other lines were taken.\n");
  }
}
