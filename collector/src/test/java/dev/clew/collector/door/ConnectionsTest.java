package dev.clew.collector.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.collector.intake.Refusal;
import dev.clew.model.memory.MemoryBudget;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  private static InetAddress address(String text) throws UnknownHostException {
    return InetAddress.getByName(text);
  }

  @Test
  void anAddressHasALimitOfItsOwnButNotThisMachine() throws Exception {
    Connections connections = new Connections(10, 2, MemoryBudget.of(1 << 20));
    InetAddress one = address("192.0.2.1");
    assertThat(connections.enter(one)).isNull();
    assertThat(connections.enter(one)).isNull();
    Refusal refusal = connections.enter(one);
    assertThat(refusal).isNotNull();
    assertThat(refusal.message())
        .contains("more than 2 connections of one address")
        .contains("collector.connections.max_per_address");
    assertThat(connections.enter(address("192.0.2.2"))).isNull();
    for (int i = 0; i < 7; i++) {
      assertThat(connections.enter(address("127.0.0.1"))).isNull();
    }
    assertThat(connections.enter(address("127.0.0.1")).message())
        .contains("collector.connections.max");
    connections.leave(one);
    assertThat(connections.enter(one)).isNull();
    assertThat(connections.open()).isEqualTo(10);
  }

  @Test
  void connectionsTakeMemoryThatTheyGiveBack() throws Exception {
    MemoryBudget memory = MemoryBudget.of(4L * Connections.BYTES);
    Connections connections = new Connections(100, 0, memory);
    InetAddress one = address("192.0.2.1");
    int taken = 0;
    while (connections.enter(one) == null) {
      taken++;
    }
    assertThat(taken).isBetween(3, 4);
    for (int i = 0; i < taken; i++) {
      connections.leave(one);
    }
    assertThat(memory.heldBytes()).isZero();
  }
}
