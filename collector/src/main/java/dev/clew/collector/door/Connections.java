package dev.clew.collector.door;

import dev.clew.collector.intake.Refusal;
import dev.clew.model.memory.MemoryBudget;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connections of all ports together, and those of each address. Thread-safe.
 *
 * <p>Addresses of this machine have no limit of their own: a proxy in front, a sidecar or an agent
 * speaks for many, and what runs here could do worse than connect.
 */
public final class Connections {
  /** An estimate of the heap that a connection takes with its buffers and codecs. */
  static final int BYTES = 16 << 10;

  private final int most;
  private final int mostPerAddress;
  private final MemoryBudget memory;

  // Both guarded by this.
  private final Map<InetAddress, int[]> byAddress = new HashMap<>();

  /** One for each connection: which is whose does not matter. */
  private final Deque<MemoryBudget.Claim> open = new ArrayDeque<>();

  /**
   * @param most in all; fewer when the memory has no room for them
   * @param mostPerAddress of one address; 0 for any number
   * @param memory that connections may take of that of all requests
   */
  public Connections(int most, int mostPerAddress, MemoryBudget memory) {
    this.most = most;
    this.mostPerAddress = mostPerAddress;
    this.memory = memory;
  }

  /** Takes in one more, to be followed by {@link #leave}, or answers why it is refused. */
  public synchronized @Nullable Refusal enter(InetAddress address) {
    if (open.size() >= most) {
      return tooMany(
          "more than " + most + " connections at once",
          "Close those that are not used, or raise collector.connections.max.");
    }
    int[] own = byAddress.getOrDefault(address, new int[1]);
    if (mostPerAddress > 0 && own[0] >= mostPerAddress && !address.isLoopbackAddress()) {
      return tooMany(
          "more than " + mostPerAddress + " connections of one address at once",
          "Use fewer connections, or raise collector.connections.max_per_address for a proxy.");
    }
    MemoryBudget.Claim claim = memory.claim("a connection");
    if (!claim.tryGrow(BYTES)) {
      return tooMany(
          "no memory for more than " + open.size() + " connections at once",
          "Close those that are not used, or give the appliance more memory (-Xmx).");
    }
    own[0]++;
    byAddress.put(address, own);
    open.push(claim);
    return null;
  }

  private static Refusal tooMany(String reason, String remedy) {
    return new Refusal(Refusal.Kind.TOO_MANY_CONNECTIONS, reason, remedy);
  }

  /** One that was taken in has ended. */
  public synchronized void leave(InetAddress address) {
    open.pop().close();
    int[] own = byAddress.get(address);
    if (own != null && --own[0] == 0) {
      byAddress.remove(address);
    }
  }

  public synchronized int open() {
    return open.size();
  }
}
