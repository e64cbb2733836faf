package dev.clew.collector.graphite;

import dev.clew.collector.door.Connections;
import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.SeriesLimits;
import dev.clew.collector.otlp.OtlpIntake;
import dev.clew.model.Signal;
import dev.clew.model.memory.MemoryBudget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives Graphite's plaintext lines over TCP. Nothing is ever acknowledged, as the protocol has
 * no answers: what a sender has written and Clew has not yet buffered is lost when either stops.
 */
public final class GraphiteReceiver implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GraphiteReceiver.class);
  private static final int BACKLOG = 128;
  private static final Duration STOP = Duration.ofSeconds(5);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final ServerSocket server;
  private final GraphiteConnection.Surroundings around;
  private final Connections allowed;
  private final CountDownLatch stopping;
  private final Set<GraphiteConnection> connections = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("clew-graphite-", 0).factory());

  private GraphiteReceiver(
      ServerSocket server, GraphiteConnection.Surroundings around, Connections allowed) {
    this.server = server;
    this.around = around;
    this.allowed = allowed;
    stopping = around.stopping();
  }

  /** What all connections get. */
  public record Setting(
      OtlpIntake intake,
      SeriesLimits seriesLimits,
      GraphiteLimits limits,
      Connections connections,
      MemoryBudget memory,
      InstantSource clock) {}

  /**
   * Opens the port.
   *
   * @param address port 0 lets the system choose
   * @throws IOException when the port is taken
   */
  public static GraphiteReceiver open(InetSocketAddress address, Setting setting)
      throws IOException {
    ServerSocket server = new ServerSocket();
    try {
      server.bind(address, BACKLOG);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    GraphiteReceiver receiver =
        new GraphiteReceiver(
            server,
            new GraphiteConnection.Surroundings(
                setting.intake(),
                setting.seriesLimits(),
                setting.limits(),
                setting.memory(),
                setting.clock(),
                new CountDownLatch(1)),
            setting.connections());
    receiver.threads.execute(receiver::accept);
    log.info("Graphite's plaintext lines are received at port {}", server.getLocalPort());
    return receiver;
  }

  private void accept() {
    while (stopping.getCount() > 0) {
      try {
        admit(server.accept());
      } catch (IOException e) {
        if (pause(e)) {
          return;
        }
      }
    }
  }

  /** Whether it was the stop that failed accepting; else something such as too many open files. */
  private boolean pause(IOException failure) {
    try {
      if (stopping.getCount() == 0) {
        return true;
      }
      log.warn("Cannot accept a Graphite connection", failure);
      return stopping.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Only the accepting thread adds connections, so their number cannot pass the limit. */
  private void admit(Socket socket) throws IOException {
    if (connections.size() >= around.limits().connections()) {
      refuse(
          socket,
          new Refusal(
              Refusal.Kind.TOO_MANY_CONNECTIONS,
              "more than " + around.limits().connections() + " Graphite connections at once",
              "Send over fewer connections, such as through one relay, and close those not used."));
      return;
    }
    Refusal refusal = allowed.enter(socket.getInetAddress());
    if (refusal != null) {
      refuse(socket, refusal);
      return;
    }
    GraphiteConnection connection = new GraphiteConnection(socket, around);
    connections.add(connection);
    try {
      threads.execute(() -> run(connection, socket));
    } catch (RejectedExecutionException e) { // closed in between
      left(connection, socket);
      socket.close();
    }
  }

  private void refuse(Socket socket, Refusal refusal) throws IOException {
    String remote = socket.getInetAddress().getHostAddress();
    socket.close();
    around.intake().refused(remote, GraphiteConnection.PROTOCOL, Signal.METRICS.id(), refusal);
  }

  private void left(GraphiteConnection connection, Socket socket) {
    connections.remove(connection);
    allowed.leave(socket.getInetAddress());
  }

  private void run(GraphiteConnection connection, Socket socket) {
    try {
      connection.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("A Graphite connection is given up", e);
    } finally {
      left(connection, socket);
    }
  }

  /** The port that is listened on, also when the system chose it. */
  public int port() {
    return server.getLocalPort();
  }

  /** Closes the port and the connections, after buffering the lines that are there. */
  @Override
  public void close() {
    stopping.countDown();
    try {
      server.close();
    } catch (IOException e) {
      log.warn("Cannot close the Graphite port", e);
    }
    threads.shutdown();
    connections.forEach(GraphiteConnection::wake);
    try {
      if (!threads.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("{} Graphite connections are cut off", connections.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdownNow();
    connections.forEach(GraphiteConnection::abort);
  }
}
