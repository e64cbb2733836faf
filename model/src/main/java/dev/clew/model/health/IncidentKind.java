package dev.clew.model.health;

import java.util.Locale;

/** What kind of thing went wrong; a label of metrics and of the history. */
public enum IncidentKind {
  /** A file or a part of one cannot be read; what it held is lost unless it is rebuilt. */
  DAMAGED,
  /** What was damaged was put together again from what was whole. */
  REBUILT,
  /** Something that should be there is not: a file, a range of the buffer. */
  MISSING,
  /** A message that a store could not take went to a file. */
  QUARANTINED,
  /** Data was dropped before its retention ended. */
  DROPPED,
  /** Something could not be written. */
  NOT_WRITABLE,
  /** Work is not getting done: a store reads nothing, merging waits. */
  STALLED,
  /** The clock of the machine is not to be trusted. */
  CLOCK,
  /** A limit keeps something out, such as series or span names. */
  LIMITED,
  /** A file of settings that is not used because it is wrong. */
  SETTINGS;

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
