package dev.clew.collector.door;

import dev.clew.collector.intake.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/** Says why to a connection that is not taken in, and closes it. */
final class ConnectionRefusal extends ChannelInboundHandlerAdapter {
  private static final int FRAME_HEADER = 9;
  private static final int SETTINGS = 4;
  private static final int GO_AWAY = 7;

  /** RFC 9113, 7. */
  private static final int ENHANCE_YOUR_CALM = 0xb;

  private final Refusal refusal;
  private final boolean http2;

  ConnectionRefusal(Refusal refusal, boolean http2) {
    this.refusal = refusal;
    this.http2 = http2;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    byte[] words = refusal.message().getBytes(StandardCharsets.UTF_8);
    ByteBuf answer = context.alloc().buffer(words.length + 256);
    if (http2) {
      goAway(answer, words);
    } else {
      String head =
          "HTTP/1.1 "
              + refusal.kind().httpStatus()
              + " Too Many Requests\r\nretry-after: "
              + Refusal.RETRY_SECONDS
              + "\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\ncontent-length: "
              + (words.length + 1)
              + "\r\n\r\n";
      answer.writeCharSequence(head, StandardCharsets.US_ASCII);
      answer.writeBytes(words).writeByte('\n');
    }
    context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
  }

  private static void goAway(ByteBuf answer, byte[] words) {
    answer.writeMedium(0).writeByte(SETTINGS).writeZero(FRAME_HEADER - 4);
    answer.writeMedium(8 + words.length).writeByte(GO_AWAY).writeZero(FRAME_HEADER - 4);
    answer.writeInt(0).writeInt(ENHANCE_YOUR_CALM).writeBytes(words);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
  }
}
