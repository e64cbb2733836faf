package dev.clew.alerting.template;

import org.jspecify.annotations.Nullable;

/** Instances as {@code host:port}, taken apart as Go's net package does. */
final class HostPort {
  private HostPort() {}

  static String stripPort(String text) {
    String[] parts = split(text);
    return parts == null ? text : parts[0];
  }

  static String stripDomain(String text) {
    String[] parts = split(text);
    String host = parts == null ? text : parts[0];
    if (host.indexOf(':') >= 0 || host.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
      return text;
    }
    int dot = host.indexOf('.');
    String name = dot < 0 ? host : host.substring(0, dot);
    return parts == null || parts[1].isEmpty() ? name : name + ":" + parts[1];
  }

  /** Host and port; null when there is no port or the text is neither form. */
  @SuppressWarnings("ReturnsNullArray")
  private static String @Nullable [] split(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return null;
    }
    String host = text.substring(0, colon);
    String port = text.substring(colon + 1);
    if (host.startsWith("[")) {
      boolean closed = host.indexOf(']') == host.length() - 1;
      return closed ? new String[] {host.substring(1, host.length() - 1), port} : null;
    }
    return host.indexOf(':') >= 0 ? null : new String[] {host, port};
  }
}
