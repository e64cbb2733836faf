package dev.clew.collector.otlp;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.clew.collector.intake.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/** A refusal in the form of gRPC. */
final class GrpcRefusal {
  private GrpcRefusal() {}

  /**
   * An answer without a message, with the {@code google.rpc.Status} from which SDKs read when to
   * try again.
   */
  static HttpResponse trailersOnly(Refusal refusal) {
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.create("application", "grpc"))
            .endOfStream(true)
            .set("grpc-status", Integer.toString(refusal.kind().grpcCode()))
            .set("grpc-message", percentEncoded(refusal.message()))
            .set("grpc-accept-encoding", "identity,gzip,zstd")
            .set(
                "grpc-status-details-bin",
                Base64.getEncoder().withoutPadding().encodeToString(OtlpAnswer.protobuf(refusal)))
            .build());
  }

  /** As the gRPC protocol wants it: everything but printable ASCII, and the percent sign. */
  private static String percentEncoded(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b >= 0x20 && b < 0x7f && b != '%') {
        out.append((char) b);
      } else {
        out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return out.toString();
  }
}
