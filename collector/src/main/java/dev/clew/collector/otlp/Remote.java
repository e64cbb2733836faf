package dev.clew.collector.otlp;

import com.linecorp.armeria.server.ServiceRequestContext;

/** Who is at the other end. */
final class Remote {
  private Remote() {}

  static String of(ServiceRequestContext context) {
    return context.remoteAddress().getAddress().getHostAddress();
  }
}
