package dev.clew.logstore.pipes.stage;

import dev.clew.logstore.pipes.flow.BlockPipe;
import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.PipeRow;
import dev.clew.logstore.pipes.stats.GroupTable;
import dev.clew.storage.block.scan.BlockFacts;
import dev.clew.storage.block.scan.BlockSlice;
import java.util.List;
import java.util.function.UnaryOperator;

/** Fills a table of groups with rows or blocks; at the end the table goes on in its order. */
final class GroupFlow implements Flow, BlockPipe.BlockFlow {
  private final GroupTable table;
  private final Flow next;
  private final UnaryOperator<List<PipeRow>> order;

  GroupFlow(GroupTable table, Flow next, UnaryOperator<List<PipeRow>> order) {
    this.table = table;
    this.next = next;
    this.order = order;
  }

  @Override
  public boolean take(PipeRow row) {
    table.add(row);
    return true;
  }

  @Override
  public boolean visit(BlockSlice slice) {
    table.add(slice);
    return true;
  }

  @Override
  public boolean visitWhole(BlockFacts block) {
    return table.addWhole(block);
  }

  @Override
  public void end() {
    RowFlow.drain(order.apply(table.rows()), next);
  }
}
