package dev.clew.collector.loki;

import dev.clew.model.memory.MemoryBudget;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Names with their values, such as labels or structured metadata, within a claim. A few more than a
 * record may have are kept, so that it is seen to have too many; the rest is passed over.
 */
final class Pairs {
  /** Of a pair in the map, beside its texts. */
  private static final int PAIR_BYTES = 160;

  /** Pairs that become something other than attributes: IDs and severities. */
  private static final int NOT_ATTRIBUTES = 8;

  private final MemoryBudget.Claim claim;
  private final int most;
  private final Map<String, String> pairs = new LinkedHashMap<>();
  private long held;

  Pairs(MemoryBudget.Claim claim, int mostAttributes) {
    this.claim = claim;
    most = (int) Math.min(Integer.MAX_VALUE, (long) mostAttributes + NOT_ATTRIBUTES + 1);
  }

  /** Of a name that is given twice, the last value counts. */
  void put(String name, String value) {
    if (pairs.size() < most || pairs.containsKey(name)) {
      long bytes = PAIR_BYTES + 2L * (name.length() + value.length());
      claim.grow(bytes);
      held += bytes;
      pairs.put(name, value);
    }
  }

  Map<String, String> map() {
    return Collections.unmodifiableMap(pairs);
  }

  void clear() {
    pairs.clear();
    claim.shrink(held);
    held = 0;
  }
}
