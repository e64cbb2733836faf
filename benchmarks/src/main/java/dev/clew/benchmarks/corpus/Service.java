package dev.clew.benchmarks.corpus;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A service of the shop.
 *
 * @param loggers names of its scopes
 * @param resources of its instances
 * @param normal what it says, the most frequent first
 * @param tagsRequests whether it copies session and request IDs to its lines
 */
record Service(
    String name,
    Language language,
    List<String> loggers,
    List<Resource> resources,
    List<Template> normal,
    boolean tagsRequests) {
  enum Language {
    JAVA,
    GO,
    NODEJS,
    PYTHON,
    DOTNET;

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String[] NAMES = {
    "gateway:route,quota",
    "frontend:page,widget",
    "checkout:order,basket",
    "payment:charge,refund",
    "inventory:stock,reservation",
    "catalog:product,listing",
    "cart:cart,item",
    "shipping:shipment,parcel",
    "email:mail,receipt",
    "pricing:price,discount",
    "search:query,suggestion",
    "recommendation:suggestion,model",
    "fraud:signal,case",
    "account:profile,consent",
    "identity:token,credential",
    "session:session,device",
    "review:review,rating",
    "media:image,rendition",
    "promotion:coupon,campaign",
    "invoice:invoice,dunning",
    "tax:rate,jurisdiction",
    "currency:quote,conversion",
    "address:address,geocode",
    "warehouse:pick,bin",
    "supplier:contract,delivery",
    "loyalty:point,tier",
    "notification:push,subscription",
    "analytics:event,funnel",
    "export:feed,archive",
    "scheduler:job,trigger"
  };
  private static final String[] LOGGERS = {
    "http.AccessLog",
    "client.HttpClient",
    "store.Repository",
    "messaging.Publisher",
    "domain.%sService",
    "domain.%sHandler"
  };

  static Service of(int number, int instances, Draw draw) {
    String[] parts = NAMES[number % NAMES.length].split(":", 2);
    String name = number < NAMES.length ? parts[0] : parts[0] + "-" + (number / NAMES.length + 1);
    Language language = Language.values()[number * 7 % 10 < 5 ? 0 : number % 5];
    List<String> loggers = new ArrayList<>();
    for (String logger : LOGGERS) {
      String noun = parts[0].substring(0, 1).toUpperCase(Locale.ROOT) + parts[0].substring(1);
      loggers.add("com.example.shop." + parts[0] + "." + logger.formatted(noun));
    }
    List<Resource> resources = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      resources.add(resource(name, language, number, draw));
    }
    List<Template> normal = Phrases.of(parts[1].split(","), loggers.size(), draw);
    return new Service(name, language, loggers, resources, normal, number % 10 < 7);
  }

  private static Resource resource(String name, Language language, int number, Draw draw) {
    String replicaSet = name + "-" + draw.hex(10);
    String pod = replicaSet + "-" + draw.hex(5);
    String node = "node-" + draw.between(1, 40);
    return Resource.newBuilder()
        .addAttributes(text("service.name", name))
        .addAttributes(text("service.namespace", "shop"))
        .addAttributes(text("service.version", "2." + number % 9 + "." + number % 4))
        .addAttributes(text("service.instance.id", draw.uuid()))
        .addAttributes(text("deployment.environment.name", "production"))
        .addAttributes(text("k8s.cluster.name", "shop-eu-1"))
        .addAttributes(text("k8s.namespace.name", "shop"))
        .addAttributes(text("k8s.deployment.name", name))
        .addAttributes(text("k8s.replicaset.name", replicaSet))
        .addAttributes(text("k8s.pod.name", pod))
        .addAttributes(text("k8s.pod.uid", draw.uuid()))
        .addAttributes(text("k8s.node.name", node))
        .addAttributes(text("k8s.container.name", name))
        .addAttributes(text("container.id", draw.hex(64)))
        .addAttributes(text("host.name", pod))
        .addAttributes(text("host.arch", "amd64"))
        .addAttributes(text("os.type", "linux"))
        .addAttributes(text("cloud.provider", "aws"))
        .addAttributes(text("cloud.region", "eu-central-1"))
        .addAttributes(text("cloud.availability_zone", "eu-central-1" + "abc".charAt(number % 3)))
        .addAttributes(whole("process.pid", draw.between(1, 40)))
        .addAttributes(text("telemetry.sdk.language", language.id()))
        .addAttributes(text("telemetry.sdk.name", "opentelemetry"))
        .addAttributes(text("telemetry.sdk.version", "1.5" + language.id().length() + ".0"))
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

  /** One of its running instances, and what it has not exported yet. */
  static final class Instance {
    final Service service;
    final Resource resource;
    final List<List<LogRecord>> linesByLogger = new ArrayList<>();
    int waiting;

    Instance(Service service, Resource resource) {
      this.service = service;
      this.resource = resource;
      service.loggers().forEach(logger -> linesByLogger.add(new ArrayList<>()));
    }
  }
}
