package dev.clew.collector.loki;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names of OpenTelemetry behind the labels of Loki. Label names have no dots: who moves from
 * OpenTelemetry to Loki gets underscores, and in here the dots come back; for the attributes only
 * that Loki makes labels of its own accord, as all others are structured metadata there.
 */
final class OtelNames {
  private static final Map<String, String> DOTTED =
      List.of(
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
              "k8s.job.name")
          .stream()
          .collect(
              Collectors.toUnmodifiableMap(name -> name.replace('.', '_'), Function.identity()));

  /** Labels that name the service when {@code service_name} is not sent, the best first. */
  private static final List<String> SERVICE =
      List.of(
          "service",
          "app",
          "application",
          "app_name",
          "name",
          "app_kubernetes_io_name",
          "container",
          "container_name",
          "k8s_container_name",
          "component",
          "workload",
          "job",
          "k8s_job_name");

  private OtelNames() {}

  static String ofLabel(String label) {
    return DOTTED.getOrDefault(label, label);
  }

  /** The service that labels without a service name speak of, or null. */
  static @Nullable String service(Map<String, String> labels) {
    for (String name : SERVICE) {
      String value = labels.get(name);
      if (value != null && !value.isEmpty()) {
        return value;
      }
    }
    return null;
  }
}
