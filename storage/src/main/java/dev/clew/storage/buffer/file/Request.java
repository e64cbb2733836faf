package dev.clew.storage.buffer.file;

import static dev.clew.storage.buffer.file.EntryFormat.FIRST;
import static dev.clew.storage.buffer.file.EntryFormat.LAST;
import static dev.clew.storage.buffer.file.EntryFormat.MIDDLE;

import java.util.Arrays;

/**
 * A request put together from its entries, in memory that is used again for the next one. One whose
 * last part never came was never acknowledged, and is passed over.
 */
public final class Request {
  private byte[] payload = new byte[1 << 16];
  private int length;
  private long receivedNanos;
  private boolean open;
  private String fault = "";

  /**
   * Adds the entry that the file stands at. True when a request is now complete, or as complete as
   * it will get: {@link #fault} says whether it can be used.
   */
  public boolean add(QueueFile entry) {
    byte kind = entry.kind();
    boolean continued = kind == MIDDLE || kind == LAST;
    if (!continued) {
      begin();
    } else if (!open) {
      begin();
      fault = "part of a request without its beginning";
    }
    receivedNanos = entry.receivedNanos();
    int needed = length + entry.payloadBytes();
    if (payload.length < needed) {
      payload = Arrays.copyOf(payload, Math.max(needed, 2 * length));
    }
    if (!entry.copyPayload(payload, length)) {
      fault = "entry with wrong checksum";
    }
    length = needed;
    open = kind == FIRST || kind == MIDDLE;
    return !open;
  }

  /** What comes next does not follow on what came last. */
  public void interrupt() {
    open = false;
  }

  private void begin() {
    if (payload.length > 1 << 20 && length < payload.length >> 4) {
      payload = new byte[1 << 16]; // one giant request must not be kept for ever
    }
    length = 0;
    fault = "";
  }

  public byte[] payload() {
    return payload;
  }

  public int length() {
    return length;
  }

  public long receivedNanos() {
    return receivedNanos;
  }

  /** What is wrong with the request; empty when nothing is. */
  public String fault() {
    return fault;
  }
}
