package dev.clew.model.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.QueryException;
import dev.clew.model.QueryException.Kind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class QueryMemoryTest {
  private static final int MEBIBYTE = 1 << 20;

  private final MemoryBudget budget = MemoryBudget.of("queries", 4 * MEBIBYTE);

  private static void assertRefused(QueryMemory memory, long bytes, Kind kind, String message) {
    assertThatThrownBy(() -> memory.take(bytes))
        .isInstanceOfSatisfying(
            QueryException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(kind);
              assertThat(e).hasMessageContaining(message);
            });
  }

  @Test
  void whoHasEnteredNothingIsNotBounded() {
    QueryMemory.current().take(Long.MAX_VALUE / 2);
    assertThat(QueryMemory.current().heldBytes()).isZero();
  }

  @Test
  void takesInChunksAndGivesAllBack() {
    QueryMemory memory = QueryMemory.of(budget, "a query");
    memory.take(1);
    long chunk = budget.heldBytes();
    assertThat(chunk).isGreaterThan(1).isLessThan(100_000);
    memory.take(chunk - 1);
    assertThat(budget.heldBytes()).isEqualTo(chunk);
    memory.take(MEBIBYTE);
    memory.give(MEBIBYTE);
    assertThat(memory.heldBytes()).isEqualTo(chunk);
    assertThat(budget.heldBytes()).isLessThan(6 * chunk);
    memory.settle(10);
    assertThat(memory.heldBytes()).isEqualTo(10);
    memory.close();
    assertThat(budget.heldBytes()).isZero();
  }

  @Test
  void saysWhatCanNeverFit() {
    QueryMemory memory = QueryMemory.of(budget, "this query");
    assertRefused(
        memory,
        3 * MEBIBYTE,
        Kind.MEMORY,
        "this query needs 3.0 MiB of memory; queries may hold 4.0 MiB together, of which 0.0 MiB"
            + " are held (expected: a shorter range");
    assertThat(memory.heldBytes()).isZero();
    memory.take(1);
  }

  @Test
  void saysWhatWouldFitLater() {
    QueryMemory heavy = QueryMemory.of(budget, "heavy");
    heavy.take(2 * MEBIBYTE);
    QueryMemory other = QueryMemory.of(budget, "this query");
    assertRefused(
        other, 3 * MEBIBYTE / 2, Kind.MEMORY, "(expected: a moment later when others have ended");
    heavy.close();
    other.take(3 * MEBIBYTE / 2);
  }

  @Test
  void heavyOnesFailBeforeALightOne() {
    QueryMemory[] heavy = new QueryMemory[10];
    for (int i = 0; i < heavy.length; i++) {
      heavy[i] = QueryMemory.of(budget, "heavy");
    }
    boolean any = true;
    while (any) {
      any = false;
      for (QueryMemory one : heavy) {
        any |= one.tryTake(1000);
      }
    }
    QueryMemory light = QueryMemory.of(budget, "light");
    light.take(100_000);
  }

  @Test
  void goesWithTheThread() {
    QueryMemory outer = QueryMemory.of(budget, "outer");
    QueryMemory inner = QueryMemory.of(budget, "inner");
    QueryMemory.Scope outside = outer.enter();
    assertThat(QueryMemory.current()).isSameAs(outer);
    QueryMemory.Scope inside = inner.enter();
    assertThat(QueryMemory.current()).isSameAs(inner);
    inside.close();
    assertThat(QueryMemory.current()).isSameAs(outer);
    outside.close();
    assertThat(QueryMemory.current()).isNotSameAs(outer);
  }

  /** Otherwise others would take what is still in use. */
  @Test
  void isGivenBackWhenNobodyWorksForItAnyMore() {
    QueryMemory memory = QueryMemory.of(budget, "a query");
    QueryMemory.Scope work = memory.enter();
    memory.take(MEBIBYTE);
    memory.close();
    assertThat(budget.heldBytes()).isGreaterThanOrEqualTo(MEBIBYTE);
    memory.take(1); // what is left of the chunk
    work.close();
    assertThat(budget.heldBytes()).isZero();
    assertRefused(memory, MEBIBYTE, Kind.CANCELED, "its caller is gone");
  }

  @Test
  void aNarrowerBudgetCountsAsWell() {
    QueryMemory memory = QueryMemory.of(budget, "a query");
    MemoryBudget narrower = MemoryBudget.of("PromQL queries", MEBIBYTE);
    QueryMemory own = memory.within(narrower, "this query", "fewer steps");
    own.take(MEBIBYTE / 4);
    assertThat(memory.heldBytes()).isEqualTo(MEBIBYTE / 4);
    assertRefused(own, MEBIBYTE, Kind.MEMORY, "PromQL queries may hold 1.0 MiB together");
    assertThat(memory.heldBytes()).isEqualTo(MEBIBYTE / 4);
    own.close();
    assertThat(narrower.heldBytes()).isZero();
    assertThat(memory.heldBytes()).isEqualTo(MEBIBYTE / 4);
  }

  @Test
  void anAnswerIsTakenWhileItIsWritten() {
    try (QueryMemory memory = QueryMemory.of(budget, "a query");
        QueryMemory.Scope scope = memory.enter()) {
      assertThat(scope).isNotNull();
      AnswerBytes bytes = new AnswerBytes();
      byte[] word = "word ".getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 50_000; i++) {
        bytes.write(word, 0, word.length);
      }
      bytes.write('.');
      assertThat(memory.heldBytes()).isGreaterThanOrEqualTo(250_001);
      byte[] all = bytes.toByteArray();
      assertThat(all).hasSize(250_001).endsWith('d', ' ', '.');
      assertThat(memory.heldBytes()).isEqualTo(250_001);
      AnswerBytes endless = new AnswerBytes();
      assertThatThrownBy(
              () -> {
                while (true) {
                  endless.write(word, 0, word.length);
                }
              })
          .isInstanceOf(QueryException.class);
    }
    assertThat(budget.heldBytes()).isZero();
  }
}
