package dev.clew.model;

import org.jspecify.annotations.Nullable;

/** Who sent a record: the attributes of an OpenTelemetry resource. */
public record Resource(Attributes attributes) {
  public static final Resource EMPTY = new Resource(Attributes.EMPTY);

  /** The name under which records without {@code service.name} are filed, as the SDKs do. */
  public static final String UNKNOWN_SERVICE = "unknown_service";

  public String serviceName() {
    @Nullable String name = attributes.text("service.name");
    return name == null || name.isEmpty() ? UNKNOWN_SERVICE : name;
  }
}
