package dev.clew.tracestore.otlp;

import dev.clew.model.Resource;
import java.nio.charset.StandardCharsets;

/** The resource and scope that the spans being read belong to. */
public final class ResourceView {
  private static final byte[] SERVICE_NAME = "service.name".getBytes(StandardCharsets.UTF_8);

  final AttributeSlices attributes = new AttributeSlices();
  final AttributeSlices scopeAttributes = new AttributeSlices();
  String service = Resource.UNKNOWN_SERVICE;
  String scopeName = "";
  String scopeVersion = "";
  int serial;

  void clear(byte[] request) {
    attributes.clear(request);
    service = Resource.UNKNOWN_SERVICE;
    clearScope(request);
  }

  void clearScope(byte[] request) {
    serial++;
    scopeAttributes.clear(request);
    scopeName = "";
    scopeVersion = "";
  }

  void resolveService() {
    int index = attributes.find(SERVICE_NAME);
    String name = index < 0 ? "" : attributes.text(index);
    service = name.isEmpty() ? Resource.UNKNOWN_SERVICE : name;
  }

  public AttributeSlices attributes() {
    return attributes;
  }

  /** {@code service.name}, or {@link Resource#UNKNOWN_SERVICE}. */
  public String service() {
    return service;
  }

  /** Changes whenever another resource or scope begins. */
  public int serial() {
    return serial;
  }

  public String scopeName() {
    return scopeName;
  }

  public String scopeVersion() {
    return scopeVersion;
  }

  public AttributeSlices scopeAttributes() {
    return scopeAttributes;
  }
}
