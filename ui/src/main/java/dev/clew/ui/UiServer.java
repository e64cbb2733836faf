package dev.clew.ui;

import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.file.HttpFile;
import com.vaadin.flow.di.LookupInitializer;
import com.vaadin.flow.server.InitParameters;
import com.vaadin.flow.server.startup.ErrorNavigationTargetInitializer;
import com.vaadin.flow.server.startup.LookupServletContainerInitializer;
import com.vaadin.flow.server.startup.RouteRegistryInitializer;
import com.vaadin.flow.server.startup.ServletContextListeners;
import com.vaadin.flow.server.startup.VaadinAppShellInitializer;
import dev.clew.ui.alerts.AlertsView;
import dev.clew.ui.correlation.CorrelationView;
import dev.clew.ui.home.HomeView;
import dev.clew.ui.logs.LogsView;
import dev.clew.ui.metrics.CardinalityView;
import dev.clew.ui.metrics.MetricsView;
import dev.clew.ui.services.ServiceView;
import dev.clew.ui.services.ServicesView;
import dev.clew.ui.shell.ClewAppShell;
import dev.clew.ui.shell.NotFoundView;
import dev.clew.ui.status.StatusView;
import dev.clew.ui.targets.TargetsView;
import dev.clew.ui.traces.TraceView;
import dev.clew.ui.traces.TracesView;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.SessionTrackingMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * Vaadin Flow in a Jetty that listens on loopback only; {@link #register} puts it behind the front
 * door. Flow's start-up classes are called with the list of our views, so that nothing scans the
 * class path: it starts faster, and the same from a jar, a class path or a test.
 */
public final class UiServer implements AutoCloseable {

  /** Every class with a route; a new page is added here. */
  static final List<Class<?>> VIEWS =
      List.of(
          HomeView.class,
          ServicesView.class,
          ServiceView.class,
          LogsView.class,
          TracesView.class,
          TraceView.class,
          MetricsView.class,
          CardinalityView.class,
          AlertsView.class,
          CorrelationView.class,
          StatusView.class,
          TargetsView.class);

  private static final String ICON = "/clew.svg";

  private final Server jetty;
  private final UiProxy proxy;

  private UiServer(Server jetty, UiProxy proxy) {
    this.jetty = jetty;
    this.proxy = proxy;
  }

  /**
   * Starts the servlet container on a free loopback port.
   *
   * @throws UncheckedIOException when it cannot start
   */
  public static UiServer open(UiConfig config, PublicSite site) {
    QueuedThreadPool threads = new QueuedThreadPool(16, 2);
    threads.setName("ui");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(new VirtualThreadPool());
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.addCustomizer(new ForwardedRequestCustomizer());
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(0);
    server.addConnector(connector);
    DoorKey key = new DoorKey();
    key.setHandler(context(config, site));
    server.setHandler(key);
    try {
      server.start();
    } catch (Exception e) {
      stop(server);
      throw new UncheckedIOException(new IOException("user interface: cannot start", e));
    }
    int port = connector.getLocalPort();
    return new UiServer(server, new UiProxy(port, key.word(), site, new KnownPaths(VIEWS)));
  }

  private static ServletContextHandler context(UiConfig config, PublicSite site) {
    ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
    context.setClassLoader(UiServer.class.getClassLoader());
    context.getSessionHandler().setMaxInactiveInterval((int) config.sessionTimeout().toSeconds());
    context.getSessionHandler().setHttpOnly(true);
    context.getSessionHandler().setSessionTrackingModes(Set.of(SessionTrackingMode.COOKIE));
    // Not Strict: a link from elsewhere would begin a session anew and end that of the other tabs.
    context.getSessionHandler().setSameSite(HttpCookie.SameSite.LAX);
    initialize(context, new LookupServletContainerInitializer(), List.of(LookupInitializer.class));
    initialize(context, new RouteRegistryInitializer(), VIEWS);
    initialize(context, new VaadinAppShellInitializer(), List.of(ClewAppShell.class));
    initialize(context, new ErrorNavigationTargetInitializer(), List.of(NotFoundView.class));
    context.addEventListener(new ServletContextListeners());
    ServletHolder vaadin = new ServletHolder("vaadin", new UiServlet(site.frames()));
    vaadin.setInitParameter(InitParameters.SERVLET_PARAMETER_PRODUCTION_MODE, "true");
    vaadin.setInitParameter(InitParameters.SERVLET_PARAMETER_CLOSE_IDLE_SESSIONS, "true");
    vaadin.setInitParameter(InitParameters.SERVLET_PARAMETER_PUSH_MODE, "disabled");
    vaadin.setAsyncSupported(true);
    vaadin.setInitOrder(1);
    context.addServlet(vaadin, "/*");
    return context;
  }

  private static void initialize(
      ServletContextHandler context,
      ServletContainerInitializer initializer,
      List<Class<?>> classes) {
    context.addServletContainerInitializer(initializer, classes.toArray(Class<?>[]::new));
  }

  /** Serves everything no other route of {@code builder} takes. */
  public void register(ServerBuilder builder) {
    // Flow answers requests for images with 404 or with the page, so the icon does not reach it.
    builder.service(
        ICON,
        HttpFile.builder(UiServer.class.getClassLoader(), "META-INF/resources" + ICON)
            .contentType("image/svg+xml")
            .build()
            .asService());
    builder.serviceUnder("/", proxy);
  }

  /** The loopback port of the servlet container. */
  public int port() {
    return proxy.port();
  }

  @Override
  public void close() {
    proxy.close();
    stop(jetty);
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("user interface: cannot stop", e);
    }
  }
}
