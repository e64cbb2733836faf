package dev.clew.benchmarks;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** The services, names and values that all corpora share. */
final class Words {
  static final String[] SERVICES = {
    "frontend",
    "checkout",
    "payment",
    "inventory",
    "shipping",
    "catalog",
    "recommendation",
    "cart",
    "email",
    "currency",
    "fraud",
    "gateway"
  };
  static final String[] ROUTES = {
    "/",
    "/cart",
    "/cart/{id}",
    "/checkout",
    "/products",
    "/products/{id}",
    "/search",
    "/login",
    "/orders/{id}",
    "/health",
    "/api/v1/quotes",
    "/api/v1/stock/{sku}"
  };

  private Words() {}

  static Resource resource(String service, int pod) {
    return Resource.newBuilder()
        .addAttributes(text("service.name", service))
        .addAttributes(text("service.namespace", "shop"))
        .addAttributes(text("service.version", "1." + (service.length() % 5) + ".0"))
        .addAttributes(text("service.instance.id", service + "-" + pod))
        .addAttributes(text("deployment.environment.name", "production"))
        .addAttributes(text("k8s.namespace.name", "shop"))
        .addAttributes(text("k8s.pod.name", service + "-7f9c6d" + pod))
        .addAttributes(text("host.name", "node-" + pod % 8))
        .addAttributes(text("telemetry.sdk.language", "java"))
        .addAttributes(text("telemetry.sdk.version", "1.54.0"))
        .build();
  }

  static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  static KeyValue whole(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }

  static ByteString bytes(SplittableRandom random, int length) {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      buffer.putLong(random.nextLong());
    }
    return ByteString.copyFrom(buffer.flip());
  }

  static String hex(SplittableRandom random, int digits) {
    return HexFormat.of().toHexDigits(random.nextLong()).substring(0, digits);
  }

  static <T> T pick(SplittableRandom random, T[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
