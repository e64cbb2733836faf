package dev.clew.collector.door;

import dev.clew.collector.intake.ReceiverLog;
import dev.clew.collector.intake.Refusal;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses heads of HTTP/1 requests that are read one way here and perhaps another way by a proxy in
 * between: with two Host headers or none (RFC 9112, 3.2), or with a transfer coding other than
 * chunked (6.1). The connection ends, as it is not certain where the request does.
 */
final class HeadCheck extends ChannelInboundHandlerAdapter {
  private final ReceiverLog receiverLog;
  private final String protocol;
  private boolean refused;

  HeadCheck(ReceiverLog receiverLog, String protocol) {
    this.receiverLog = receiverLog;
    this.protocol = protocol;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!refused && message instanceof HttpRequest request && request.decoderResult().isSuccess()) {
      Fault fault = fault(request);
      if (fault != null) {
        refuse(context, fault);
      }
    }
    if (refused) {
      ReferenceCountUtil.release(message);
    } else {
      context.fireChannelRead(message);
    }
  }

  private record Fault(HttpResponseStatus status, Refusal refusal) {}

  private static @Nullable Fault fault(HttpRequest request) {
    HttpHeaders headers = request.headers();
    int hosts = headers.getAll(HttpHeaderNames.HOST).size();
    if (hosts > 1 || (hosts == 0 && request.protocolVersion().equals(HttpVersion.HTTP_1_1))) {
      return new Fault(
          HttpResponseStatus.BAD_REQUEST,
          new Refusal(
              Refusal.Kind.MALFORMED,
              hosts + " Host headers",
              "A request of HTTP/1.1 has one (RFC 9112, 3.2)."));
    }
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!codings.isEmpty()
        && !(codings.size() == 1 && codings.getFirst().strip().equalsIgnoreCase("chunked"))) {
      return new Fault(
          HttpResponseStatus.NOT_IMPLEMENTED,
          new Refusal(
              Refusal.Kind.MALFORMED,
              "a Transfer-Encoding other than chunked",
              "Compress with Content-Encoding."));
    }
    return null;
  }

  private void refuse(ChannelHandlerContext context, Fault fault) {
    refused = true;
    String remote =
        context.channel().remoteAddress() instanceof InetSocketAddress address
            ? address.getAddress().getHostAddress()
            : "";
    receiverLog.refused(remote, protocol, "", fault.refusal(), 0);
    byte[] words = (fault.refusal().message() + "\n").getBytes(StandardCharsets.UTF_8);
    FullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, fault.status(), Unpooled.wrappedBuffer(words));
    answer
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
        .set(HttpHeaderNames.CONTENT_LENGTH, words.length)
        .set(HttpHeaderNames.CONNECTION, "close");
    context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
  }
}
