package dev.clew.logstore.logql.eval;

import dev.clew.logstore.otlp.LogFields;
import dev.clew.logstore.pipeline.LabelNames;
import java.util.Set;

/**
 * Which attributes identify a stream. Loki takes a fixed list of resource attributes and makes all
 * others structured metadata; here, every resource attribute whose name has no dot belongs to the
 * stream as well: no convention of OpenTelemetry names one so, and the labels that Loki's own
 * clients push are named like that.
 */
public final class StreamLabels {
  private static final Set<String> INDEXED =
      Set.of(
          "service.name",
          "service.namespace",
          "service.instance.id",
          "deployment.environment",
          "deployment.environment.name",
          "cloud.region",
          "cloud.availability_zone",
          "k8s.cluster.name",
          "k8s.namespace.name",
          "k8s.pod.name",
          "k8s.container.name",
          "container.name",
          "k8s.replicaset.name",
          "k8s.deployment.name",
          "k8s.statefulset.name",
          "k8s.daemonset.name",
          "k8s.cronjob.name",
          "k8s.job.name");

  private StreamLabels() {}

  /** Whether a shared attribute, named with its prefix, identifies the stream. */
  public static boolean isStream(String groupAttribute) {
    if (!groupAttribute.startsWith(LogFields.RESOURCE)) {
      return false;
    }
    String name = groupAttribute.substring(LogFields.RESOURCE.length());
    return name.indexOf('.') < 0 || INDEXED.contains(name);
  }

  /** The label that an attribute becomes, named with its prefix when it is a shared one. */
  public static String labelOf(String attribute) {
    if (attribute.startsWith(LogFields.RESOURCE)) {
      return LabelNames.sanitize(attribute.substring(LogFields.RESOURCE.length()));
    }
    if (attribute.startsWith(LogFields.SCOPE_ATTRIBUTE)) {
      return LabelNames.sanitize(attribute.substring(LogFields.SCOPE_ATTRIBUTE.length()));
    }
    return LabelNames.sanitize(attribute);
  }
}
