package dev.clew.collector.door;

import dev.clew.collector.intake.ReceiverLog;
import dev.clew.collector.intake.Refusal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Stands before each connection of one of Armeria's ports: refuses it when there are too many, and
 * else watches how it begins.
 */
public final class ConnectionGuard {
  private final Connections connections;
  private final ReceiverLog receiverLog;
  private final String protocol;

  /**
   * @param protocol of the port, for the receiver log: {@code grpc} or {@code http}
   */
  public ConnectionGuard(Connections connections, ReceiverLog receiverLog, String protocol) {
    this.connections = connections;
    this.receiverLog = receiverLog;
    this.protocol = protocol;
  }

  /** To be called with the pipeline of each new connection. */
  public void watch(ChannelPipeline pipeline) {
    Channel channel = pipeline.channel();
    InetAddress address = addressOf(channel);
    if (address == null) {
      channel.close(); // it has ended already
      return;
    }
    Refusal refusal = connections.enter(address);
    if (refusal != null) {
      receiverLog.refused(address.getHostAddress(), protocol, "", refusal, 0);
      pipeline.addFirst(new ConnectionRefusal(refusal, protocol.equals("grpc")));
      return;
    }
    channel.closeFuture().addListener(closed -> connections.leave(address));
    pipeline.addFirst(
        new TlsDetector(receiverLog, protocol), new FirstBytes(receiverLog, protocol));
  }

  private static @Nullable InetAddress addressOf(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress remote ? remote.getAddress() : null;
  }
}
