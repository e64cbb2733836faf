package dev.clew.metricsstore.otlp;

import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.series.MetricMetadata;
import dev.clew.model.Attributes;
import dev.clew.model.Labels;
import dev.clew.model.otlp.AnyValues;
import dev.clew.model.otlp.ProtoCursor;
import java.nio.charset.StandardCharsets;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * The resource and metric that a point belongs to. Everything but the hashes is decoded only when a
 * series is seen for the first time.
 */
final class MetricContext {
  final RawHash resourceHash = new RawHash();
  final RawHash hash = new RawHash();
  MetricKind kind = MetricKind.GAUGE;
  boolean delta;

  /** The time of points that have none. */
  long receivedMillis;

  final ScopeContext scope;
  private final OtlpTranslation translation;
  private final MetricNames names;
  private final Slices resourceAttributes = new Slices();
  private final ProtoCursor attributeCursor = new ProtoCursor();
  private byte[] array = new byte[0];
  private long latestMillis;
  private @Nullable ResourceLabels resource;
  private @Nullable String family;

  /** The latest name that was asked for: most buckets of a histogram have the same. */
  private @Nullable String name;

  private String nameSuffix = "";
  private int nameOffset;
  private int nameLength;
  private int unitOffset;
  private int unitLength;
  private int descriptionOffset;
  private int descriptionLength;

  MetricContext(OtlpTranslation translation) {
    this.translation = translation;
    names = new MetricNames(translation.translationStrategy());
    scope = new ScopeContext(translation, names);
  }

  boolean convertsHistograms() {
    return translation.convertHistogramsToNhcb();
  }

  MetricNames names() {
    return names;
  }

  void startResource(byte[] bytes) {
    array = bytes;
    resource = null;
    latestMillis = Long.MIN_VALUE;
    resourceAttributes.clear();
  }

  void addResourceAttribute(ProtoCursor cursor) {
    resourceAttributes.add(cursor);
  }

  void endResource() {
    resourceHash.start();
    resourceAttributes.addTo(resourceHash, array);
  }

  void startMetric() {
    // A part that is not there is an empty one of this request, not of a longer one before it.
    name(0, 0);
    unit(0, 0);
    description(0, 0);
    delta = false;
  }

  void name(int offset, int length) {
    nameOffset = offset;
    nameLength = length;
  }

  void unit(int offset, int length) {
    unitOffset = offset;
    unitLength = length;
  }

  void description(int offset, int length) {
    descriptionOffset = offset;
    descriptionLength = length;
  }

  /** Call when kind and temporality are known, before the first point. */
  void startPoints() {
    family = null;
    name = null;
    hash.startFrom(resourceHash);
    scope.addTo(hash);
    hash.add(array, nameOffset, nameLength);
    hash.add(array, unitOffset, unitLength);
    hash.add(kind.code() * 2L + (delta ? 1 : 0));
  }

  void sawTime(long millis) {
    latestMillis = Math.max(latestMillis, millis);
  }

  /** The latest time of the resource's points, or {@link Long#MIN_VALUE}. */
  long latestMillis() {
    return latestMillis;
  }

  ResourceLabels resource() {
    if (resource == null) {
      resource = ResourceLabels.of(attributes(resourceAttributes), names, translation);
    }
    return resource;
  }

  String family() {
    if (family == null) {
      String name = text(nameOffset, nameLength);
      String unit = text(unitOffset, unitLength);
      family =
          resource().namesService()
              ? names.family(name, unit, kind)
              : names.familyAsSent(name, unit, kind);
    }
    return family;
  }

  MetricMetadata metadata() {
    return new MetricMetadata(
        kind.prometheusType(),
        text(unitOffset, unitLength),
        text(descriptionOffset, descriptionLength));
  }

  /** The labels of a point without its metric name. */
  NavigableMap<String, String> labelsOf(Slices pointAttributes) {
    return resource().labelsOf(attributes(pointAttributes), scope.labels());
  }

  /** The series of a point: its labels under the family name and a suffix. */
  LabelSet series(NavigableMap<String, String> labels, String suffix) {
    if (name == null || !suffix.equals(nameSuffix)) {
      name = family() + suffix;
      nameSuffix = suffix;
    }
    labels.put(Labels.METRIC_NAME, name);
    return LabelSet.of(labels);
  }

  private Attributes attributes(Slices slices) {
    Attributes.Builder builder = new Attributes.Builder();
    for (int i = 0; i < slices.size(); i++) {
      AnyValues.keyValue(attributeCursor.reset(array, slices.offset(i), slices.length(i)), builder);
    }
    return builder.build();
  }

  private String text(int offset, int length) {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }
}
