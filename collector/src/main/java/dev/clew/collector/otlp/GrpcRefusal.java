package dev.clew.collector.otlp;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.clew.collector.Refusal;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A refusal in the forms of gRPC. */
final class GrpcRefusal {
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private GrpcRefusal() {}

  /** With the {@code google.rpc.Status} in the trailers, from which SDKs read when to try again. */
  static StatusRuntimeException exception(Refusal refusal) {
    Metadata trailers = new Metadata();
    trailers.put(DETAILS, OtlpAnswer.protobuf(refusal));
    return Status.fromCodeValue(refusal.kind().grpcCode())
        .withDescription(refusal.message())
        .asRuntimeException(trailers);
  }

  /** For a gRPC request that reached a service which is none of gRPC's. */
  static HttpResponse trailersOnly(Refusal refusal) {
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.create("application", "grpc"))
            .endOfStream(true)
            .set("grpc-status", Integer.toString(refusal.kind().grpcCode()))
            .set("grpc-message", percentEncoded(refusal.message()))
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
