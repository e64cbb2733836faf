package dev.clew.model.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final MemoryBudget budget = MemoryBudget.of(100);

  @Test
  void oneAloneGetsHalf() {
    MemoryBudget.Claim claim = budget.claim("a query");
    assertThat(claim.tryGrow(50)).isTrue();
    assertThat(claim.tryGrow(1)).isFalse();
    assertThat(claim.heldBytes()).isEqualTo(50);
    assertThat(budget.greatestClaim()).isEqualTo(50);
  }

  @Test
  void heavyOnesFailBeforeALightOne() {
    MemoryBudget.Claim first = budget.claim("heavy");
    MemoryBudget.Claim second = budget.claim("heavy");
    while (first.tryGrow(1) | second.tryGrow(1)) {
      assertThat(budget.heldBytes()).isLessThanOrEqualTo(100);
    }
    assertThat(first.heldBytes()).isBetween(32L, 34L);
    assertThat(second.heldBytes()).isBetween(32L, 34L);
    assertThat(budget.claim("light").tryGrow(15)).isTrue();
  }

  @Test
  void whatIsClosedIsFreeAgainAndTakesNothingMore() {
    MemoryBudget.Claim claim = budget.claim("a request");
    claim.grow(40);
    claim.shrink(10);
    assertThat(budget.heldBytes()).isEqualTo(30);
    claim.close();
    claim.close();
    assertThat(budget.heldBytes()).isZero();
    assertThat(claim.tryGrow(1)).isFalse();
    assertThat(budget.greatestHeldBytes()).isEqualTo(40);
  }

  @Test
  void noPartCanTakeAllFromTheOther() {
    MemoryBudget senders = budget.part("requests", 60);
    MemoryBudget queries = budget.part("queries", 60);
    for (int i = 0; i < 1_000; i++) {
      queries.claim("a query").tryGrow(1);
    }
    assertThat(queries.heldBytes()).isEqualTo(59);
    for (int i = 0; i < 1_000; i++) {
      senders.claim("a request").tryGrow(1);
    }
    assertThat(senders.heldBytes()).isEqualTo(40);
    assertThat(budget.heldBytes()).isEqualTo(99);
  }

  @Test
  void theRefusalNamesWhatAskedAndTheBound() {
    MemoryBudget large = MemoryBudget.of(8L << 20);
    MemoryBudget.Claim claim = large.claim("a log query");
    claim.grow(2 << 20);
    assertThatThrownBy(() -> claim.grow(3 << 20))
        .isInstanceOfSatisfying(NoRoomException.class, e -> assertThat(e.neverFits()).isTrue())
        .hasMessage(
            "a log query needs 5.0 MiB of memory; memory may hold 8.0 MiB together, of which 2.0"
                + " MiB are held");
    assertThat(large.refusals()).isEqualTo(1);
  }

  @Test
  void whatWouldFitAloneMayComeLater() {
    budget.claim("another").grow(50);
    assertThatThrownBy(() -> budget.claim("a query").grow(40))
        .isInstanceOfSatisfying(NoRoomException.class, e -> assertThat(e.neverFits()).isFalse());
  }

  @Test
  void aHeapGivesHalfOfWhatTheApplianceLeaves() {
    assertThat(MemoryBudget.ofHeap(512L << 20).bytes()).isEqualTo(208L << 20);
    assertThat(MemoryBudget.ofHeap(64L << 20).bytes()).isEqualTo(24L << 20);
  }
}
