package dev.clew.storage.block.segment;

import dev.clew.storage.bytes.CorruptBlockException;

/** A block cannot be written anew because it is damaged; it has to be left out. */
public final class DamagedBlockException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient BlockHandle block;
  private final transient CorruptBlockException fault;

  public DamagedBlockException(BlockHandle block, CorruptBlockException fault) {
    super(fault);
    this.block = block;
    this.fault = fault;
  }

  public BlockHandle block() {
    return block;
  }

  public CorruptBlockException fault() {
    return fault;
  }
}
