package dev.clew.logstore.pipes.flow;

import dev.clew.storage.block.scan.SliceVisitor;

/** A stage that, as the first one, reads the columns of blocks instead of rows. */
public interface BlockPipe extends Pipe {
  /** Whether it can; otherwise it is given rows. */
  boolean canReadBlocks();

  /** The same work as {@link #open}, over blocks. */
  BlockFlow openBlocks(Flow next, PipeContext context);

  /** Takes blocks, then is told that no more come. */
  interface BlockFlow extends SliceVisitor {
    void end();
  }
}
