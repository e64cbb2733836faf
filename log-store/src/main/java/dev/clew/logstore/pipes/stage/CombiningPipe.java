package dev.clew.logstore.pipes.stage;

import dev.clew.logstore.pipes.flow.BlockPipe;
import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.PipeContext;
import java.util.List;
import java.util.function.Consumer;

/** A pipe that makes one row of each combination of its fields' values. */
interface CombiningPipe extends BlockPipe {
  List<String> fields();

  /** Groups rows by the fields, and gives one for each group. */
  GroupFlow groups(Flow next, PipeContext context);

  @Override
  default Flow open(Flow next, PipeContext context) {
    return groups(next, context);
  }

  @Override
  default BlockFlow openBlocks(Flow next, PipeContext context) {
    return groups(next, context);
  }

  @Override
  default boolean canReadBlocks() {
    return !fields().contains("time");
  }

  @Override
  default void reads(Consumer<String> field) {
    fields().forEach(field);
  }

  @Override
  default boolean needsOrder() {
    return false;
  }

  @Override
  default boolean keepsLines() {
    return false;
  }
}
