package dev.clew.logstore.loki;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.websocket.WebSocketCloseStatus;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.result.LogStream;
import dev.clew.logstore.logql.result.LogqlTail;
import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.model.memory.QueryMemory;
import dev.clew.storage.block.life.RowTail;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.RowKey;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.ScanReport;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client that tails: first lines from before, then those that arrive. It writes on a virtual
 * thread of its own and waits until the connection has taken each message, so that a slow client
 * makes its own queue fill up and nothing else.
 */
final class TailSession implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(TailSession.class);
  private static final JsonFactory JSON = new JsonFactory();

  /** Proxies give up connections on which nothing comes for half a minute or more. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private static final Duration BETWEEN_MESSAGES = Duration.ofMillis(200);

  /** Lines of one message; keeps single messages within a megabyte or so. */
  private static final int MESSAGE_LINES = 1000;

  /** Pages of rows that are looked at for lines from before; more would be a search. */
  private static final int MOST_PAGES = 20;

  private final LogStore store;
  private final LokiTail.Asked asked;
  private final LogqlTail past;
  private final RowTail<LogStream> tail;
  private final WebSocketWriter out;
  private final Clock clock;

  TailSession(
      LogStore store,
      LokiTail.Asked asked,
      LogqlTail past,
      RowTail<LogStream> tail,
      WebSocketWriter out,
      Clock clock) {
    this.store = store;
    this.asked = asked;
    this.past = past;
    this.tail = tail;
    this.out = out;
    this.clock = clock;
  }

  @Override
  public void run() {
    try {
      send(before(), 0);
      follow();
      out.close();
    } catch (QueryException e) {
      out.close(WebSocketCloseStatus.INTERNAL_SERVER_ERROR, reason(e));
    } catch (CompletionException e) {
      out.close(); // the client went away
    } catch (InterruptedException | IOException | RuntimeException | StackOverflowError e) {
      LOG.warn("A live tail ends", e);
      out.close(WebSocketCloseStatus.INTERNAL_SERVER_ERROR);
    }
  }

  /** A close frame holds 123 bytes. */
  private static String reason(QueryException e) {
    String message = String.valueOf(e.getMessage()).replaceAll("[^ -~]", "?");
    return message.substring(0, Math.min(120, message.length()));
  }

  private void follow() throws InterruptedException, IOException {
    while (out.isOpen()) {
      RowTail.Batch<LogStream> batch = tail.take(HEARTBEAT);
      List<LogStream> lines = new ArrayList<>(batch.rows());
      long missed = batch.missed();
      boolean ended = batch.ended();
      if (!asked.delay().isZero() && !lines.isEmpty() && !ended) {
        Thread.sleep(asked.delay());
        RowTail.Batch<LogStream> late = tail.take(Duration.ZERO);
        lines.addAll(late.rows());
        missed += late.missed();
        ended = late.ended();
        lines.sort(Comparator.comparingLong(TailSession::time));
      }
      send(lines, missed);
      if (ended) {
        return;
      }
      if (batch.isEmpty()) {
        out.writePing();
        out.whenConsumed().join();
      } else {
        Thread.sleep(BETWEEN_MESSAGES);
      }
    }
  }

  private static long time(LogStream line) {
    return line.entries().getFirst().timeNanos();
  }

  /** The newest lines from before the tail, oldest first. */
  private List<LogStream> before() throws IOException {
    List<LogStream> lines = new ArrayList<>();
    long now = TimeRange.nanosOf(clock.instant());
    TimeRange range = new TimeRange(Math.min(asked.start(), now), Long.MAX_VALUE);
    RowQuery query =
        RowQuery.newest(past.filter(), range, asked.limit())
            .within(QueryLimits.DEFAULT.withCanceled(() -> !out.isOpen()));
    for (int page = 0; page < MOST_PAGES && lines.size() < asked.limit(); page++) {
      ScanReport report =
          store
              .blocks()
              .search(
                  query,
                  row -> {
                    // Later ones come through the tail.
                    LogStream line = row.sequence() < tail.firstSequence() ? past.offer(row) : null;
                    if (line != null) {
                      QueryMemory.current().take(LokiTail.bytes(line));
                      lines.add(line);
                    }
                    return lines.size() < asked.limit();
                  });
      RowKey next = report.next();
      if (next == null) {
        break;
      }
      query = query.after(next);
    }
    return lines.reversed();
  }

  private void send(List<LogStream> lines, long missed) throws IOException {
    for (int from = 0; from < lines.size(); from += MESSAGE_LINES) {
      int to = Math.min(from + MESSAGE_LINES, lines.size());
      message(lines.subList(from, to), to == lines.size() ? missed : 0);
    }
    if (lines.isEmpty() && missed > 0) {
      message(List.of(), missed);
    }
  }

  /**
   * Loki lists each line that was dropped. Their number can be large and their labels are not kept:
   * one entry stands for all and says how many.
   */
  private void message(List<LogStream> lines, long missed) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      new LokiJson(json).tailed(lines, asked.flags());
      if (missed > 0) {
        json.writeArrayFieldStart("dropped_entries");
        json.writeStartObject();
        json.writeObjectFieldStart("labels");
        json.writeStringField("missed", Long.toString(missed));
        json.writeEndObject();
        json.writeStringField("timestamp", Long.toString(TimeRange.nanosOf(clock.instant())));
        json.writeEndObject();
        json.writeEndArray();
      }
      json.writeEndObject();
    }
    if (out.tryWrite(text.toString())) {
      out.whenConsumed().join();
    }
  }
}
