package dev.clew.storage.block;

import dev.clew.storage.column.CorruptBlockException;

/** A block cannot be written anew because it is damaged; it has to be left out. */
final class DamagedBlockException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient BlockHandle block;
  private final transient CorruptBlockException fault;

  DamagedBlockException(BlockHandle block, CorruptBlockException fault) {
    super(fault);
    this.block = block;
    this.fault = fault;
  }

  BlockHandle block() {
    return block;
  }

  CorruptBlockException fault() {
    return fault;
  }
}
