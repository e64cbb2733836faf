package dev.clew.packaging.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what is sent in another transfer coding than {@code chunked}. Netty reads such a request
 * as one without a body and its body as the next request, while a proxy before the appliance may
 * see one request: two that disagree about where a request ends is how one is smuggled past the
 * other.
 *
 * <p>Armeria leaves the header out before any service sees the request, so this stands between
 * Netty's decoder and Armeria. It gets there when the first four bytes of a connection have passed,
 * by which Armeria tells HTTP/1 from HTTP/2 and sets up its decoder.
 */
final class TransferCodings extends ChannelInboundHandlerAdapter {
  private static final int PREFACE_BYTES = 4;

  /** The first bytes, until there are enough of them. One connection has one event loop. */
  private @Nullable ByteBuf first;

  private TransferCodings() {}

  /** For {@code ServerBuilder.childChannelPipelineCustomizer}. */
  static void addTo(ChannelPipeline pipeline) {
    pipeline.addFirst(new TransferCodings());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      context.fireChannelRead(message);
      return;
    }
    ByteBuf read =
        first == null
            ? bytes
            : context.alloc().compositeBuffer().addComponents(true, List.of(first, bytes));
    first = null;
    if (read.readableBytes() <= PREFACE_BYTES) {
      first = read; // a fifth byte, so that something is left to be sent on behind the check
      return;
    }
    context.fireChannelRead(read.readRetainedSlice(PREFACE_BYTES));
    ChannelPipeline pipeline = context.pipeline();
    // Netty's codec of HTTP/1, or a copy of it; there is none on a connection of HTTP/2.
    ChannelHandlerContext decoder = pipeline.context(CombinedChannelDuplexHandler.class);
    if (decoder != null) {
      pipeline.addAfter(decoder.name(), null, new Check());
    }
    context.fireChannelRead(read);
    pipeline.remove(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    release();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    release();
    context.fireChannelInactive();
  }

  private void release() {
    if (first != null) {
      first.release();
      first = null;
    }
  }

  /** Marks a request as one that could not be decoded, which Armeria answers with 400. */
  private static final class Check extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest request && request.decoderResult().isSuccess()) {
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        boolean chunked =
            codings.size() == 1 && codings.getFirst().strip().equalsIgnoreCase("chunked");
        if (!codings.isEmpty() && !chunked) {
          request.setDecoderResult(
              DecoderResult.failure(
                  new IllegalArgumentException(
                      "Transfer-Encoding: " + codings + " (expected: chunked)")));
        }
      }
      context.fireChannelRead(message);
    }
  }
}
