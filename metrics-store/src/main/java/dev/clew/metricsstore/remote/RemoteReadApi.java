package dev.clew.metricsstore.remote;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.metricsstore.promql.EngineConfig;
import dev.clew.metricsstore.remote.ReadRequest.ResponseType;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.metricsstore.series.SeriesSource;
import dev.clew.model.QueryException;
import dev.clew.model.memory.QueryMemory;
import dev.clew.model.otlp.SnappyBlock;
import dev.clew.model.otlp.SnappyBlock.SnappyException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /prometheus/api/v1/read}: Prometheus' remote read. The answer is one message of
 * samples, or a stream of XOR chunks, as the reader prefers. Native histograms are answered as
 * samples only: a reader that accepts both gets them so.
 */
public final class RemoteReadApi extends AbstractHttpService {
  private static final Logger logger = LoggerFactory.getLogger(RemoteReadApi.class);
  private static final MediaType PROTOBUF = MediaType.create("application", "x-protobuf");
  private static final MediaType STREAM =
      MediaType.parse("application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse");

  /** A request is matchers and nothing else. */
  private static final int MOST_REQUEST_BYTES = 4 << 20;

  /** Frames wait until so many bytes are known to hold no histogram. */
  private static final int WAITING_BYTES = 8 << 20;

  private final SeriesSource source;
  private final EngineConfig limits;

  public RemoteReadApi(SeriesSource source, EngineConfig limits) {
    this.source = source;
    this.limits = limits;
  }

  public void register(ServerBuilder builder) {
    builder.service("/prometheus/api/v1/read", this);
  }

  /** A histogram was found where only floats can be written. */
  private static final class HistogramFound extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HistogramFound() {
      super("native histograms are read as SAMPLES only", null, false, false);
    }
  }

  @Override
  protected HttpResponse doPost(ServiceRequestContext context, HttpRequest request) {
    context.setMaxRequestLength(MOST_REQUEST_BYTES);
    context.setRequestTimeout(limits.timeout());
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(
                whole -> respond(context, whole.content().array()),
                context.blockingTaskExecutor()));
  }

  private HttpResponse respond(ServiceRequestContext context, byte[] body) {
    try {
      ReadRequest read = ReadRequest.parse(SnappyBlock.decode(body, MOST_REQUEST_BYTES));
      return read.accepted().getFirst() == ResponseType.SAMPLES
          ? samples(context, read)
          : stream(context, read);
    } catch (QueryException e) {
      return error(HttpStatus.valueOf(e.kind().httpStatus()), e);
    } catch (SnappyException e) {
      return error(HttpStatus.BAD_REQUEST, e);
    } catch (HistogramFound e) {
      return error(HttpStatus.BAD_REQUEST, e);
    }
  }

  private static HttpResponse error(HttpStatus status, RuntimeException e) {
    return HttpResponse.of(status, MediaType.PLAIN_TEXT_UTF_8, e.getMessage() + "\n");
  }

  private SeriesReading reading(ServiceRequestContext context) {
    return new SeriesReading(source, limits.maxSeries(), limits.maxSamples(), context::isCancelled);
  }

  private HttpResponse samples(ServiceRequestContext context, ReadRequest read) {
    SampledAnswer answer = new SampledAnswer();
    SeriesReading reading = reading(context);
    for (ReadRequest.Query query : read.queries()) {
      answer.startQuery();
      reading.read(query, answer::add);
      answer.endQuery();
    }
    QueryMemory.current().take(2L * answer.size()); // as one array, and compressed
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(PROTOBUF)
            .set(HttpHeaderNames.CONTENT_ENCODING, "snappy")
            .build();
    return HttpResponse.of(headers, HttpData.wrap(SnappyBlock.encode(answer.toByteArray())));
  }

  private HttpResponse stream(ServiceRequestContext context, ReadRequest read) {
    Frames frames = new Frames();
    context.blockingTaskExecutor().execute(() -> frames.fill(context, read));
    return HttpResponse.of(frames.answer);
  }

  /** Keeps frames until it is safe to begin the answer, then sends them as they come. */
  private final class Frames implements ChunkedFrames.Output {
    final CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    private final List<byte[]> waiting = new ArrayList<>();
    private int waitingBytes;
    private @Nullable HttpResponseWriter writer;

    void fill(ServiceRequestContext context, ReadRequest read) {
      try {
        ChunkedFrames chunked = new ChunkedFrames(this);
        SeriesReading reading = reading(context);
        for (int i = 0; i < read.queries().size(); i++) {
          int query = i;
          reading.read(
              read.queries().get(i),
              (labels, data) -> {
                refuseHistograms(data);
                chunked.add(query, labels, data);
              });
        }
        begin().close();
      } catch (HistogramFound e) {
        instead(context, read, e);
      } catch (QueryException e) {
        fail(error(HttpStatus.valueOf(e.kind().httpStatus()), e), e);
      } catch (RuntimeException | StackOverflowError e) {
        if (writer == null) {
          answer.completeExceptionally(e);
        } else {
          logger.error("Cannot answer a remote read", e);
          writer.close(e);
        }
      }
    }

    private void instead(ServiceRequestContext context, ReadRequest read, HistogramFound found) {
      if (writer == null && read.accepted().contains(ResponseType.SAMPLES)) {
        try {
          answer.complete(samples(context, read));
        } catch (QueryException e) {
          fail(error(HttpStatus.valueOf(e.kind().httpStatus()), e), e);
        }
      } else {
        fail(error(HttpStatus.BAD_REQUEST, found), found);
      }
    }

    private void fail(HttpResponse response, RuntimeException cause) {
      if (writer == null) {
        answer.complete(response);
      } else {
        writer.close(cause); // the reader sees that the stream broke off
      }
    }

    @Override
    public void frame(byte[] frame) {
      if (writer == null) {
        QueryMemory.current().take(frame.length);
        waiting.add(frame);
        waitingBytes += frame.length;
        if (waitingBytes > WAITING_BYTES) {
          begin();
        }
        return;
      }
      send(writer, frame);
    }

    private HttpResponseWriter begin() {
      if (writer == null) {
        HttpResponseWriter begun = HttpResponse.streaming();
        writer = begun;
        begun.write(ResponseHeaders.builder(HttpStatus.OK).contentType(STREAM).build());
        answer.complete(begun);
        waiting.forEach(frame -> send(begun, frame));
        waiting.clear();
        QueryMemory.current().give(waitingBytes);
      }
      return writer;
    }

    /** Waits for the reader, so that a slow one does not fill the memory. */
    private void send(HttpResponseWriter to, byte[] frame) {
      if (!to.tryWrite(HttpData.wrap(frame))) {
        throw new QueryException(QueryException.Kind.CANCELED, "the reader went away", -1);
      }
      to.whenConsumed().join();
    }
  }

  private static void refuseHistograms(SeriesData data) {
    if (data.histograms() == null) {
      return;
    }
    for (int i = 0; i < data.size(); i++) {
      if (data.histograms()[i] != null) {
        throw new HistogramFound();
      }
    }
  }
}
