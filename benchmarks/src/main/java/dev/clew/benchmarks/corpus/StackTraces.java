package dev.clew.benchmarks.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Stack traces: a few hundred distinct ones, as the failures of a shop have. */
final class StackTraces {
  private static final String[] TYPES = {
    "java.net.http.HttpTimeoutException", "java.net.SocketTimeoutException",
    "org.postgresql.util.PSQLException", "java.lang.IllegalStateException",
    "java.lang.NullPointerException", "java.util.concurrent.CompletionException",
    "com.fasterxml.jackson.databind.JsonMappingException", "java.io.UncheckedIOException"
  };
  private static final String[] LIBRARY = {
    "org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet.java:%d)",
    "org.springframework.aop.framework.ReflectiveMethodInvocation.proceed(ReflectiveMethodInvocation.java:%d)",
    "org.apache.catalina.core.ApplicationFilterChain.doFilter(ApplicationFilterChain.java:%d)",
    "jakarta.servlet.http.HttpServlet.service(HttpServlet.java:%d)",
    "java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:%d)",
    "java.net.http/jdk.internal.net.http.HttpClientImpl.send(HttpClientImpl.java:%d)",
    "com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:%d)",
    "org.hibernate.internal.SessionImpl.fireLoad(SessionImpl.java:%d)"
  };
  private static final String[] METHODS = {
    "handle",
    "place",
    "reserve",
    "load",
    "validate",
    "publish",
    "render",
    "apply",
    "convert",
    "find"
  };
  private static final int DISTINCT = 300;

  private final List<List<String>> frames = new ArrayList<>();
  private final Zipf rank = new Zipf(DISTINCT, 1.0);
  private final Draw draw;

  /** A stack trace and its exception. */
  record Trace(String type, String text) {}

  StackTraces(Draw draw) {
    this.draw = draw;
    for (int i = 0; i < DISTINCT; i++) {
      List<String> lines = new ArrayList<>();
      for (int own = draw.between(3, 9); own > 0; own--) {
        lines.add("." + draw.pick(METHODS) + "(%sService.java:" + draw.between(20, 600) + ")");
      }
      for (int library = draw.between(6, 22); library > 0; library--) {
        lines.add(draw.pick(LIBRARY).formatted(draw.between(50, 1_200)));
      }
      frames.add(lines);
    }
  }

  Trace of(Service service, String message) {
    int number = rank.draw(draw);
    String type = TYPES[number % TYPES.length];
    String simple =
        service.name().substring(0, 1).toUpperCase(Locale.ROOT) + service.name().substring(1);
    StringBuilder text = new StringBuilder(type).append(": ").append(message);
    for (String frame : frames.get(number)) {
      text.append("\n\tat ");
      if (frame.startsWith(".")) {
        text.append("com.example.shop.").append(service.name()).append('.').append(simple);
        text.append("Service").append(frame.formatted(simple));
      } else {
        text.append(frame);
      }
    }
    return new Trace(type, text.toString());
  }
}
