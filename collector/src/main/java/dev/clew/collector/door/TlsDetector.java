package dev.clew.collector.door;

import dev.clew.collector.intake.ReceiverLog;
import dev.clew.collector.intake.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;

/**
 * Recognizes the first bytes of a TLS handshake on a port without TLS: such a sender would
 * otherwise see a broken connection, and nobody would learn why.
 */
final class TlsDetector extends ChannelInboundHandlerAdapter {
  private static final int HANDSHAKE = 0x16;
  private static final int MAJOR_VERSION = 3;

  /** A fatal alert, handshake_failure (RFC 8446, 6.2). */
  private static final byte[] ALERT = {0x15, 3, 3, 0, 2, 2, 40};

  private final ReceiverLog receiverLog;
  private final String protocol;

  TlsDetector(ReceiverLog receiverLog, String protocol) {
    this.receiverLog = receiverLog;
    this.protocol = protocol;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (!(message instanceof ByteBuf bytes) || bytes.readableBytes() < 2) {
      context.fireChannelRead(message);
      return;
    }
    int at = bytes.readerIndex();
    if (bytes.getByte(at) != HANDSHAKE || bytes.getByte(at + 1) != MAJOR_VERSION) {
      context.pipeline().remove(this);
      context.fireChannelRead(message);
      return;
    }
    ReferenceCountUtil.release(message);
    receiverLog.refused(
        remote(context),
        protocol,
        "",
        new Refusal(
            Refusal.Kind.WRONG_PROTOCOL,
            "TLS sent to a port without TLS",
            "Use http:// in the endpoint, or set OTEL_EXPORTER_OTLP_INSECURE=true."),
        0);
    context
        .writeAndFlush(context.alloc().buffer().writeBytes(ALERT))
        .addListener(io.netty.channel.ChannelFutureListener.CLOSE);
  }

  private static String remote(ChannelHandlerContext context) {
    return context.channel().remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress().getHostAddress()
        : String.valueOf(context.channel().remoteAddress());
  }
}
