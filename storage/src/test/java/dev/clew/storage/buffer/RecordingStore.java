package dev.clew.storage.buffer;

import dev.clew.model.Signal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** A store that keeps its entries in one file and commits as stores have to: by a rename. */
class RecordingStore implements BufferConsumer {
  private final Signal signal;
  private final Path file;
  private final List<byte[]> taken = Collections.synchronizedList(new ArrayList<>());
  private long lastTaken;
  private volatile long committed = NONE;

  /** Entries as they came, also those that are not committed. */
  final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();

  volatile int flushEvery = 1;
  volatile Consumer<String> beforeTake = text -> {};
  volatile boolean failFlush;

  RecordingStore(Signal signal, Path file) {
    this.signal = signal;
    this.file = file;
    if (Files.exists(file)) {
      load();
    }
    lastTaken = committed;
  }

  private void load() {
    try {
      ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
      committed = in.getLong();
      while (in.hasRemaining()) {
        byte[] entry = new byte[in.getInt()];
        in.get(entry);
        taken.add(entry);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  List<String> stored() {
    byte[][] entries = taken.toArray(byte[][]::new);
    return Arrays.stream(entries).map(bytes -> new String(bytes, StandardCharsets.UTF_8)).toList();
  }

  @Override
  public Signal signal() {
    return signal;
  }

  @Override
  public String name() {
    return "recording-" + signal.id();
  }

  @Override
  public long committedPosition() {
    return committed;
  }

  @Override
  public void ingest(long position, long receivedNanos, byte[] otlp, int offset, int length) {
    byte[] entry = Arrays.copyOfRange(otlp, offset, offset + length);
    String text = new String(entry, StandardCharsets.UTF_8);
    beforeTake.accept(text);
    if (position <= lastTaken) {
      throw new AssertionError("position " + position + " after " + lastTaken);
    }
    taken.add(entry);
    lastTaken = position;
    seen.add(text);
  }

  @Override
  public boolean flushDue() {
    return lastTaken != committed && taken.size() % flushEvery == 0;
  }

  @Override
  public void flush() throws IOException {
    if (failFlush) {
      throw new IOException("planted");
    }
    int size = 8;
    for (byte[] entry : taken) {
      size += 4 + entry.length;
    }
    ByteBuffer out = ByteBuffer.allocate(size).putLong(lastTaken);
    taken.forEach(entry -> out.putInt(entry.length).put(entry));
    dev.clew.storage.files.DurableFiles.replace(file, out.array());
    committed = lastTaken;
  }
}
