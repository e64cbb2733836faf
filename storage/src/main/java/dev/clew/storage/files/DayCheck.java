package dev.clew.storage.files;

import java.util.ArrayList;
import java.util.List;

/** What was found of one day of a store by who only reads. Not thread-safe. */
public final class DayCheck {
  private final String day;
  private final List<String> damage = new ArrayList<>();
  private final List<String> rebuilds = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private int files;
  private long bytes;
  private long rows;

  public DayCheck(String day) {
    this.day = day;
  }

  public void file(long length) {
    files++;
    bytes += length;
  }

  public void readable(long more) {
    rows += more;
  }

  /** Something is lost. */
  public void damaged(String sentence) {
    damage.add(sentence);
  }

  /** Something is damaged that a start would make anew. */
  public void rebuild(String sentence) {
    rebuilds.add(sentence);
  }

  /** Something that is worth knowing and no damage. */
  public void note(String sentence) {
    notes.add(sentence);
  }

  public String day() {
    return day;
  }

  public int files() {
    return files;
  }

  public long bytes() {
    return bytes;
  }

  /** Rows or samples that can be read. */
  public long rows() {
    return rows;
  }

  public List<String> damage() {
    return List.copyOf(damage);
  }

  public List<String> rebuilds() {
    return List.copyOf(rebuilds);
  }

  public List<String> notes() {
    return List.copyOf(notes);
  }
}
