package dev.clew.ui;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;

/**
 * The user interface over the invented shop behind one port, as the appliance serves it. {@link
 * #main} keeps it running for people: {@code FixtureServer [port] [empty]}.
 */
final class FixtureServer implements AutoCloseable {

  private final UiServer ui;
  private final Server front;

  private FixtureServer(UiServer ui, Server front) {
    this.ui = ui;
    this.front = front;
  }

  static FixtureServer start(int port, FixtureApi api) {
    UiServer ui = UiServer.open(UiConfig.defaults(), PublicSite.unknown());
    ServerBuilder builder = Server.builder().http(port);
    api.register(builder);
    ui.register(builder);
    Server front = builder.build();
    front.start().join();
    return new FixtureServer(ui, front);
  }

  String address() {
    return "http://127.0.0.1:" + front.activeLocalPort();
  }

  int containerPort() {
    return ui.port();
  }

  @Override
  public void close() {
    front.stop().join();
    ui.close();
  }

  public static void main(String[] arguments) {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0;
    boolean empty = arguments.length > 1 && arguments[1].equals("empty");
    FixtureServer server = start(port, empty ? FixtureApi.nothingReceived() : FixtureApi.shop());
    System.out.println("listening on " + server.address());
  }
}
