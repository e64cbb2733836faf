package dev.clew.storage.buffer.file;

import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through the files that earlier runs have left: which entries are in them, and what is
 * damaged. Payloads are not read; their checksums are proven when a store gets them.
 *
 * <p>A file in order is walked along its frames and left where they end. It is searched to its last
 * byte only when it is not known to be whole: when its last entry is not the one in front of the
 * next file's first, or, for the newest, when the last run did not end in peace.
 */
public final class Survey {
  private static final Logger log = LoggerFactory.getLogger(Survey.class);

  private static final long NONE = QueueFile.NONE;

  /** Old positions: the file's number and, in the lower half, the entry's in the file. */
  private static final int OLD_SHIFT = 32;

  private final String queue;
  private final QueueDirectory directory;
  private final @Nullable CleanEnd cleanEnd;
  private final List<Segment> segments = new ArrayList<>();
  private long lastPosition = NONE;
  private int lastCycle = -1;

  // Of all files.
  private int damagedFiles;
  private @Nullable Path firstDamaged;
  private long foundEntries;
  private long lostEntries;
  private long damagedBytes;

  private Survey(String queue, QueueDirectory directory, @Nullable CleanEnd cleanEnd) {
    this.queue = queue;
    this.directory = directory;
    this.cleanEnd = cleanEnd;
  }

  public static Survey of(String queue, QueueDirectory directory, Incidents incidents)
      throws IOException {
    Survey survey = new Survey(queue, directory, CleanEnd.take(directory.path()));
    survey.run();
    survey.tell(incidents);
    return survey;
  }

  public QueueDirectory directory() {
    return directory;
  }

  /** Files with entries, the oldest first. */
  public List<Segment> segments() {
    return segments;
  }

  /** Greater than the number of every file. */
  public int nextCycle() {
    return lastCycle + 1;
  }

  /** Of the first entry that should be there, or is, as far as it is known. */
  public long firstPosition() {
    if (cleanEnd != null) {
      return cleanEnd.first();
    }
    return segments.isEmpty() ? Long.MAX_VALUE : segments.getFirst().first();
  }

  /** Greater than the position of everything that is known to have been appended. */
  public long nextPosition() {
    return Math.max(lastPosition + 1, cleanEnd == null ? 0 : cleanEnd.next());
  }

  private void run() throws IOException {
    List<Path> files = directory.takeEarlier();
    List<Long> firsts = new ArrayList<>();
    for (Path path : files) {
      try (QueueFile file = open(path)) {
        firsts.add(file.walk() && !file.isOld() ? file.position() : NONE);
      }
    }
    firsts.add(cleanEnd == null ? NONE : cleanEnd.last() + 1);
    for (int i = 0; i < files.size(); i++) {
      lastCycle = Math.max(lastCycle, QueueDirectory.cycle(files.get(i)));
      boolean useless;
      try (QueueFile file = open(files.get(i))) {
        useless = !look(files.get(i), file, firsts.get(i + 1));
      }
      if (useless) {
        Files.deleteIfExists(files.get(i));
      }
    }
    if (cleanEnd != null) {
      lookAtEnds(cleanEnd);
    }
  }

  private void lookAtEnds(CleanEnd expected) {
    if (segments.isEmpty()) {
      lostEntries = Math.max(lostEntries, expected.last() - expected.first() + 1);
      return;
    }
    Segment oldest = segments.getFirst();
    if (!oldest.isOld()) {
      lostEntries += Math.max(0, oldest.first() - expected.first());
    }
    lostEntries += Math.max(0, expected.last() - lastPosition);
  }

  private static QueueFile open(Path path) throws IOException {
    QueueFile file = new QueueFile(path, (long) QueueDirectory.cycle(path) << OLD_SHIFT, 0);
    file.limit(file.size());
    return file;
  }

  /** False when the file can be deleted: it was being made when the process ended. */
  private boolean look(Path path, QueueFile file, long firstOfNext) throws IOException {
    long first = NONE;
    long entries = 0;
    long bytes = 0;
    long lost = 0;
    long searched = 0;
    boolean frontLost = false;
    while (file.walk() || (!isWhole(file, firstOfNext) && file.search())) {
      if (first == NONE) {
        first = file.position();
        frontLost = file.searchedBytes() > 0;
      }
      entries++;
      bytes += file.entryBytes();
      searched += file.searchedBytes();
      lost = file.position() - first + 1 - entries;
    }
    if (entries == 0) {
      return !isUseless(path, file);
    }
    FileHeader header = file.header();
    long last = file.position();
    boolean cutOff =
        header.frameAt() >= file.behindEntry()
            && header.entriesBefore() <= header.frameAt() / EntryFormat.OLD_OVERHEAD;
    if (cutOff && !file.isOld() && !frontLost) {
      last = Math.max(last, first + header.entriesBefore());
      lost += last - file.position();
    } else if (cutOff) {
      searched += header.frameAt() - file.behindEntry();
    } else if (!isWhole(file, firstOfNext) && !file.stoppedAtBegunFrame()) {
      searched += file.remains();
    }
    if (file.isOld() && searched > 0) {
      last = first | (1L << OLD_SHIFT) - 1; // nobody knows, but the next file's are greater
    }
    segments.add(new Segment(path, first, last, file, entries, bytes));
    lastPosition = Math.max(lastPosition, last);
    foundEntries += entries;
    if (lost > 0 || searched > 0) {
      damaged(path, lost, searched);
    }
    return true;
  }

  private static boolean isWhole(QueueFile file, long firstOfNext) {
    if (file.isOld()) {
      return file.stoppedAtBegunFrame() && file.header().frameAt() < file.behindEntry();
    }
    return file.position() != NONE && file.position() + 1 == firstOfNext;
  }

  private boolean isUseless(Path path, QueueFile file) throws IOException {
    long remains = file.remains();
    FileHeader header = file.header();
    if (remains == 0 && header.frameAt() == 0) {
      log.info("Deleting {}, which was being made when the process ended", path);
      return true;
    }
    damaged(path, header.frameAt() == 0 ? 0 : header.entriesBefore() + 1, remains);
    directory.setAside(path);
    log.error("No entry can be read in {}; it was set aside", path);
    return false;
  }

  private void damaged(Path path, long lost, long bytes) {
    damagedFiles++;
    firstDamaged = firstDamaged == null ? path : firstDamaged;
    lostEntries += lost;
    damagedBytes += bytes;
    log.warn("{} is damaged: {} entries and {} bytes cannot be read", path, lost, bytes);
  }

  private void tell(Incidents incidents) {
    if (damagedFiles == 0 && lostEntries == 0) {
      return;
    }
    StringBuilder sentence = new StringBuilder();
    if (damagedFiles == 0) {
      sentence.append("files of the ").append(queue).append(" buffer are gone or cut off");
    } else {
      sentence
          .append(damagedFiles == 1 ? "a file" : damagedFiles + " files")
          .append(" of the ")
          .append(queue)
          .append(" buffer damaged (")
          .append(firstDamaged == null ? "" : firstDamaged.getFileName())
          .append(')');
    }
    sentence.append(": ");
    if (lostEntries > 0) {
      sentence.append(entries(lostEntries)).append(" cannot be read, ");
    } else if (damagedBytes > 0) {
      sentence.append(damagedBytes).append(" bytes cannot be read, ");
    }
    sentence.append(foundEntries).append(" can");
    incidents.happened(
        "buffer", IncidentKind.DAMAGED, Math.max(1, lostEntries), sentence.toString());
  }

  public static String entries(long count) {
    return count + (count == 1 ? " entry" : " entries");
  }
}
