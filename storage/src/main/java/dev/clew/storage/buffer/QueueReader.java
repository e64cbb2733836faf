package dev.clew.storage.buffer;

import dev.clew.storage.buffer.file.QueueFile;
import dev.clew.storage.buffer.file.Request;
import dev.clew.storage.buffer.file.Segment;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a queue in order, past what is damaged or gone. It has come to the end when it is at the
 * position in front of the one that the appender gives out next, and never because of what a file
 * looks like. One thread.
 */
final class QueueReader implements Closeable {
  private final SignalQueue queue;
  private final Losses losses;
  private long position;
  private @Nullable Segment segment;
  private @Nullable QueueFile file;

  /** Told of what should be there and is not. */
  interface Losses {
    /**
     * @param first position of the first entry that is missing
     * @param last of the last one; smaller than {@code first} when nobody knows how many they are
     * @param where file in which they should be, or should have been in front of
     */
    void missing(long first, long last, String where);
  }

  /** Begins behind a position. */
  QueueReader(SignalQueue queue, long position, Losses losses) {
    this.queue = queue;
    this.position = position;
    this.losses = losses;
  }

  /** Reads on until a request is complete; false when nothing is left to be read now. */
  boolean read(Request into) {
    long end;
    while (position < (end = queue.nextPosition() - 1)) {
      Segment current = segment;
      if (current == null || position >= current.last()) {
        current = queue.segmentBehind(position);
        if (current == null) {
          pass(end, "", into);
          continue;
        }
        if (current != segment && !enter(current, into)) {
          continue;
        }
      }
      QueueFile open = file;
      if (open != null && readEntry(current, open, into)) {
        return true;
      }
    }
    return false;
  }

  private boolean enter(Segment next, Request into) {
    closeFile();
    String name = next.file().getFileName().toString();
    if (next.first() > position + 1) {
      if (next.isOld()) {
        position = next.first() - 1; // old positions are not without gaps between files
      } else {
        pass(next.first() - 1, name, into);
      }
    }
    try {
      // Old positions begin with the file, so the first is the base.
      file = new QueueFile(next.file(), next.first(), next.salt());
      segment = next;
      return true;
    } catch (NoSuchFileException e) {
      queue.isGone(next);
      pass(next.last(), name, into);
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean readEntry(Segment current, QueueFile open, Request into) {
    long last = current.last();
    String name = current.file().getFileName().toString();
    open.limit(current.end());
    if (!open.next(position)) {
      pass(current.isOld() ? position : last, name, into);
      position = last;
      return false;
    }
    if (open.isOld() ? open.searchedBytes() > 0 : open.position() > position + 1) {
      pass(open.isOld() ? position : open.position() - 1, name, into);
    }
    position = open.position();
    return into.add(open);
  }

  private void pass(long last, String where, Request into) {
    into.interrupt();
    losses.missing(position + 1, last, where);
    position = Math.max(position, last);
  }

  /** Of the last entry that was read or is missing. */
  long position() {
    return position;
  }

  /** Goes on behind the file, which is too much for us. */
  void skipFile(Request into) {
    Segment current = queue.segmentBehind(position);
    if (current != null) {
      closeFile();
      pass(current.last(), current.file().getFileName().toString(), into);
    }
  }

  private void closeFile() {
    QueueFile open = file;
    file = null;
    segment = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    closeFile();
  }
}
