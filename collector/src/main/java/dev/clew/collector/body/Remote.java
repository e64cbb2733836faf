package dev.clew.collector.body;

import com.linecorp.armeria.server.ServiceRequestContext;

/** Who is at the other end. */
public final class Remote {
  private Remote() {}

  public static String of(ServiceRequestContext context) {
    return context.remoteAddress().getAddress().getHostAddress();
  }
}
