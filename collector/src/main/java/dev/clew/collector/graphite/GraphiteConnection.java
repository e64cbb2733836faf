package dev.clew.collector.graphite;

import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import dev.clew.collector.intake.SeriesLimits;
import dev.clew.collector.otlp.OtlpIntake;
import dev.clew.model.Signal;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.memory.NoRoomException;
import dev.clew.model.otlp.OtlpReport;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one connection. Lines are buffered together; while the buffer refuses, nothing is read, so
 * that TCP makes the sender wait: the protocol has no other way to tell it.
 */
final class GraphiteConnection {
  static final String PROTOCOL = "graphite";

  private static final Logger log = LoggerFactory.getLogger(GraphiteConnection.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(50);
  private static final Duration LAST_RETRY = Duration.ofSeconds(1);

  /** How long what is already there is still read after the receiver was told to stop. */
  private static final Duration LAST_READING = Duration.ofSeconds(1);

  private final Socket socket;
  private final String remote;
  private final OtlpIntake intake;
  private final SeriesLimits seriesLimits;
  private final GraphiteLimits limits;
  private final MemoryBudget memory;
  private final CountDownLatch stopping;
  private final PlaintextLine reader;

  private final byte[] bytes;
  private int end;

  /** The line is too long: what is left of it is passed over. */
  private boolean skipping;

  private @Nullable GraphiteBatch batch;
  private long batchStartNanos;
  private long lastReadNanos;
  private long stopNanos;

  /** Where every connection's lines go, and when to stop. */
  record Surroundings(
      OtlpIntake intake,
      SeriesLimits seriesLimits,
      GraphiteLimits limits,
      MemoryBudget memory,
      InstantSource clock,
      CountDownLatch stopping) {}

  GraphiteConnection(Socket socket, Surroundings around) {
    this.socket = socket;
    remote = socket.getInetAddress().getHostAddress();
    intake = around.intake();
    seriesLimits = around.seriesLimits();
    limits = around.limits();
    memory = around.memory();
    stopping = around.stopping();
    reader = new PlaintextLine(seriesLimits, limits.lineBytes(), around.clock());
    bytes = new byte[limits.lineBytes() + (16 << 10)];
  }

  /** Reads until the other end, silence or {@code stopping} ends it. */
  void run() throws InterruptedException {
    try (socket) {
      try {
        read(socket.getInputStream());
      } finally {
        flush(); // before the other end sees that it is over
      }
    } catch (IOException e) {
      log.debug("The connection of {} broke", remote, e);
    }
  }

  /** Wakes the reader when there is nothing to read; else it finds out by itself. */
  void wake() {
    try {
      if (socket.getInputStream().available() == 0) {
        socket.shutdownInput();
      }
    } catch (IOException e) {
      log.debug("The connection of {} is closed already", remote, e);
    }
  }

  /** Ends it whatever it does. */
  void abort() {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("Cannot close the connection of {}", remote, e);
    }
  }

  private void read(InputStream in) throws IOException, InterruptedException {
    lastReadNanos = System.nanoTime();
    while (mayRead(in)) {
      long wait = waitNanos();
      if (wait <= 0) {
        if (batch == null) {
          return; // silent for too long
        }
        flush();
        continue;
      }
      // At least a millisecond: 0 would be for ever.
      socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, wait / 1_000_000 + 1));
      int read;
      try {
        read = in.read(bytes, end, bytes.length - end);
      } catch (SocketTimeoutException e) {
        continue;
      }
      if (read < 0) {
        endOfStream();
        return;
      }
      lastReadNanos = System.nanoTime();
      lines(read);
    }
  }

  private boolean mayRead(InputStream in) throws IOException {
    if (stopping.getCount() > 0) {
      return true;
    }
    long now = System.nanoTime();
    if (stopNanos == 0) {
      stopNanos = now + LAST_READING.toNanos();
    }
    return in.available() > 0 && now < stopNanos;
  }

  /** Until the batch has waited long enough, or without one the connection has been silent so. */
  private long waitNanos() {
    long now = System.nanoTime();
    return batch != null
        ? batchStartNanos + limits.delay().toNanos() - now
        : lastReadNanos + limits.idle().toNanos() - now;
  }

  /** Takes the lines that are complete; what is begun stays at the front. */
  private void lines(int read) throws InterruptedException {
    int start = 0;
    int at = end;
    end += read;
    for (; at < end; at++) {
      if (bytes[at] == '\n') {
        if (!skipping) {
          line(start, at);
        }
        skipping = false;
        start = at + 1;
      }
    }
    if (!skipping && end - start > limits.lineBytes()) {
      tooLong(start, end);
      skipping = true;
    }
    if (skipping) {
      start = end;
    }
    System.arraycopy(bytes, start, bytes, 0, end - start);
    end -= start;
  }

  private void line(int from, int to) throws InterruptedException {
    if (to - from > limits.lineBytes()) {
      tooLong(from, to);
      return;
    }
    GraphiteBatch open = open();
    if (!open.hasRoom(limits.lineBytes())) {
      flush();
      open = open();
    }
    open.add(reader, bytes, from, to);
    if (open.isFull()) {
      flush();
    }
  }

  private void tooLong(int from, int to) throws InterruptedException {
    open()
        .refuse(
            PlaintextLine.quote(bytes, from, to) + ": longer than a line may be",
            "Send lines of at most " + limits.lineBytes() + " bytes.");
  }

  /** A line without its end may have lost digits of its value or time: it is not guessed at. */
  private void endOfStream() throws InterruptedException {
    if (end > 0 && stopping.getCount() > 0) {
      open()
          .refuse(
              PlaintextLine.quote(bytes, 0, end) + ": the connection ended before the line did",
              "End every line, the last one too, with a line feed.");
    }
  }

  private GraphiteBatch open() throws InterruptedException {
    GraphiteBatch open = batch;
    if (open == null) {
      open = begin();
      batch = open;
      batchStartNanos = System.nanoTime();
    }
    return open;
  }

  /** Waits until there is room for a batch; while it does, TCP makes the sender wait. */
  private GraphiteBatch begin() throws InterruptedException {
    Duration wait = FIRST_RETRY;
    boolean told = false;
    while (true) {
      MemoryBudget.Claim claim = memory.claim("lines of a Graphite connection");
      try {
        GraphiteBatch begun =
            new GraphiteBatch(
                "Graphite " + remote, seriesLimits, intake.times(Signal.METRICS), claim);
        if (begun.hasRoom(limits.lineBytes())) {
          return begun;
        }
      } catch (NoRoomException e) {
        if (!told) {
          tellStalled(new Refusal(Refusal.Kind.NO_MEMORY, String.valueOf(e.getMessage()), ""));
          told = true;
        }
      }
      claim.close();
      if (stopping.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new InterruptedException("stopped while there was no room");
      }
      wait = longer(wait);
    }
  }

  private static Duration longer(Duration wait) {
    Duration doubled = wait.multipliedBy(2);
    return doubled.compareTo(LAST_RETRY) < 0 ? doubled : LAST_RETRY;
  }

  private void flush() throws InterruptedException {
    GraphiteBatch full = batch;
    batch = null;
    if (full == null) {
      return;
    }
    try {
      full.tellFaults((refusal, lines) ->
          intake.refused(remote, PROTOCOL, Signal.METRICS.id(), refusal, lines));
      if (full.samples() > 0) {
        buffer(full.finish());
        lastReadNanos = System.nanoTime(); // waiting for the buffer is not the sender's silence
      }
    } finally {
      full.close();
    }
  }

  /** Tries until the buffer takes it; once more when the receiver stops. */
  private void buffer(OtlpReport report) throws InterruptedException {
    OtlpIntake.Origin origin = new OtlpIntake.Origin(remote, PROTOCOL, Signal.METRICS);
    Duration wait = FIRST_RETRY;
    boolean told = false;
    boolean last = false;
    while (true) {
      try {
        intake.take(origin, report).get();
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof RefusedException refused)
            || !refused.refusal().kind().retryable()) {
          throw new IllegalStateException("cannot buffer lines of " + remote, e.getCause());
        }
        if (!told) {
          tellStalled(refused.refusal());
          told = true;
        }
      }
      if (last) {
        log.warn(
            "{} samples of the Graphite connection of {} are lost: the buffer refused them until the end",
            report.records(),
            remote);
        return;
      }
      last = stopping.await(wait.toNanos(), TimeUnit.NANOSECONDS);
      wait = longer(wait);
    }
  }

  private void tellStalled(Refusal cause) {
    Refusal stalled =
        new Refusal(
            cause.kind(),
            cause.reason(),
            "The connection is not read until there is room; the sender has to keep its lines.");
    intake.refused(remote, PROTOCOL, Signal.METRICS.id(), stalled);
  }
}
