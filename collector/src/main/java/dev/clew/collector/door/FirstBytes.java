package dev.clew.collector.door;

import dev.clew.collector.intake.ReceiverLog;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a {@link HeadCheck} into connections of HTTP/1.
 *
 * <p>Armeria builds the codec of a connection when it has seen the first four bytes, which tell
 * HTTP/2 from HTTP/1, and offers no place between the codec and what it makes of a request. So the
 * first four bytes are passed on by themselves: then the codec is there and has read nothing that
 * means anything yet, and the check is put behind it.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(FirstBytes.class);

  /** {@code PRI }: what only the preface of HTTP/2 begins with. */
  private static final int PREFACE = 0x50524920;

  private static final int DECIDING = 4;

  /** Armeria's codec, which has this name but is not public. */
  private static final String CODEC = "HttpServerCodec";

  private final ReceiverLog receiverLog;
  private final String protocol;
  private @Nullable ByteBuf held;

  FirstBytes(ReceiverLog receiverLog, String protocol) {
    this.receiverLog = receiverLog;
    this.protocol = protocol;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf part)) {
      context.fireChannelRead(message);
      return;
    }
    ByteBuf bytes = joined(context, part);
    if (bytes.readableBytes() < DECIDING) {
      held = bytes;
      return;
    }
    held = null;
    if (bytes.getInt(bytes.readerIndex()) != PREFACE) {
      context.fireChannelRead(bytes.readRetainedSlice(DECIDING));
      check(context);
    }
    if (bytes.isReadable()) {
      context.fireChannelRead(bytes);
    } else {
      bytes.release();
    }
    context.pipeline().remove(this);
  }

  private ByteBuf joined(ChannelHandlerContext context, ByteBuf part) {
    ByteBuf before = held;
    if (before == null) {
      return part;
    }
    ByteBuf both = context.alloc().buffer(before.readableBytes() + part.readableBytes());
    both.writeBytes(before).writeBytes(part);
    before.release();
    part.release();
    return both;
  }

  private void check(ChannelHandlerContext context) {
    for (Map.Entry<String, ChannelHandler> entry : context.pipeline()) {
      if (entry.getValue().getClass().getSimpleName().equals(CODEC)) {
        context.pipeline().addAfter(entry.getKey(), null, new HeadCheck(receiverLog, protocol));
        return;
      }
    }
    if (context.channel().isActive()) {
      log.error(
          "BUG: the heads of HTTP/1 requests are not checked: {}", context.pipeline().names());
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    ByteBuf left = held;
    if (left != null) {
      held = null;
      left.release();
    }
  }
}
