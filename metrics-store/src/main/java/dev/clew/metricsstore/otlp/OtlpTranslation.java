package dev.clew.metricsstore.otlp;

import java.util.List;

/**
 * How OTLP becomes series: the settings of Prometheus' section {@code otlp}.
 *
 * @param translationStrategy how names are translated
 * @param promoteResourceAttributes resource attributes that become labels of every series, so that
 *     one can filter by service or version without joining {@code target_info}
 * @param promoteAllResourceAttributes whether all of them do; the list does not count then
 * @param ignoreResourceAttributes those that do not even so
 * @param keepIdentifyingResourceAttributes whether {@code target_info} keeps {@code service.name},
 *     {@code service.namespace} and {@code service.instance.id} although {@code job} and {@code
 *     instance} say the same
 * @param promoteScopeMetadata whether name, version, schema URL and attributes of the
 *     instrumentation scope become labels with the prefix {@code otel_scope_}
 * @param convertHistogramsToNhcb whether histograms with explicit bounds become native histograms
 *     with custom buckets: one series in place of one per bound
 */
public record OtlpTranslation(
    TranslationStrategy translationStrategy,
    List<String> promoteResourceAttributes,
    boolean promoteAllResourceAttributes,
    List<String> ignoreResourceAttributes,
    boolean keepIdentifyingResourceAttributes,
    boolean promoteScopeMetadata,
    boolean convertHistogramsToNhcb) {
  public OtlpTranslation {
    promoteResourceAttributes = List.copyOf(promoteResourceAttributes);
    ignoreResourceAttributes = List.copyOf(ignoreResourceAttributes);
    if (!ignoreResourceAttributes.isEmpty() && !promoteAllResourceAttributes) {
      throw new IllegalArgumentException(
          "ignoreResourceAttributes: "
              + ignoreResourceAttributes
              + " (expected: none, as long as promote_all_resource_attributes is false)");
    }
  }

  public static OtlpTranslation defaults() {
    return new OtlpTranslation(
        TranslationStrategy.UNDERSCORE_ESCAPING_WITH_SUFFIXES,
        List.of(
            "service.name",
            "service.namespace",
            "service.version",
            "deployment.environment",
            "deployment.environment.name"),
        false,
        List.of(),
        false,
        false,
        false);
  }
}
