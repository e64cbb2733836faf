package dev.clew.storage.block.segment;

import dev.clew.storage.block.segment.SegmentOpening.Piece;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** What is wrong with a segment, and what its label says of that. Thread-safe. */
public final class SegmentHealth {
  /** Guarded by this, as all here. What has to be made anew. */
  private final Map<Piece, String> faults = new EnumMap<>(Piece.class);

  /** What is lost and does not stand in the label yet. */
  private final List<LostRows> lost;

  private SegmentLabel label;

  /** Held while the index is checked for the first time. Taken before the monitor of this. */
  private final ReentrantLock checking = new ReentrantLock();

  /** Whether the index may be believed: its checksums were right, or it is not used any more. */
  private volatile boolean checked;

  SegmentHealth(SegmentOpening opening) {
    checked = opening.checked;
    faults.putAll(opening.faults);
    lost = new ArrayList<>(opening.lost);
    label = opening.label;
  }

  synchronized SegmentLabel label() {
    return label;
  }

  synchronized void fails(Piece piece, String why) {
    faults.put(piece, why);
  }

  synchronized void lose(LostRows rows) {
    lost.add(rows);
  }

  /** Everything that is lost, known for long or found just now. */
  public synchronized List<LostRows> lost() {
    if (lost.isEmpty()) {
      return label.lost();
    }
    List<LostRows> all = new ArrayList<>(label.lost());
    all.addAll(lost);
    return all;
  }

  /** What does not stand in the label yet. */
  public synchronized List<LostRows> newlyLost() {
    return List.copyOf(lost);
  }

  public synchronized Map<Piece, String> faults() {
    Map<Piece, String> all = new EnumMap<>(Piece.class);
    all.putAll(faults);
    return all;
  }

  public synchronized boolean needsRepair() {
    return !faults.isEmpty() || !lost.isEmpty();
  }

  /** The label is on disk, with everything that was lost then. */
  public synchronized void labelled(SegmentLabel written, List<LostRows> noted) {
    label = written;
    lost.removeAll(noted);
    faults.remove(Piece.LABEL);
    faults.remove(Piece.HEADER);
  }

  synchronized void indexed() {
    faults.remove(Piece.INDEX);
    checked = true;
  }

  public boolean isChecked() {
    return checked;
  }

  void indexChecked() {
    checked = true;
  }

  /**
   * Before an index rules out the first block it is checked: one that is damaged would hide rows,
   * and nobody would know. Whoever else asks meanwhile waits for the same look.
   */
  void checkOnce(Runnable look) {
    if (!checked) {
      checking.lock();
      try {
        if (!checked) {
          look.run();
        }
      } finally {
        checking.unlock();
      }
    }
  }
}
