package dev.clew.model.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.QueryException;
import dev.clew.model.QueryException.Kind;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class QueryGateTest {
  private final QueryGate gate = new QueryGate("log queries", 1, 0);

  private Kind entered(QueryGate of, boolean canceled, boolean expired) throws Exception {
    try (var other = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Kind> kind =
          other.submit(() -> {
            try {
              of.enter(() -> canceled, () -> expired).close();
              return null;
            } catch (QueryException e) {
              return e.kind();
            }
          });
      return kind.get();
    }
  }

  @Test
  void sendsAwayWhoCannotWait() throws Exception {
    QueryGate.Pass pass = gate.enter(() -> false, () -> false);
    assertThat(entered(gate, false, false)).isEqualTo(Kind.BUSY);
    pass.close();
    assertThat(entered(gate, false, false)).isNull();
  }

  @Test
  void saysHowManyThereAre() {
    QueryGate none = new QueryGate("log queries", 0, 0);
    assertThatThrownBy(() -> none.enter(() -> false, () -> false))
        .hasMessage(
            "log queries: 0 run and 0 wait already (expected: fewer at a time; try again in a"
                + " moment)");
  }

  @Test
  void waitsNoLongerThanItMay() throws Exception {
    QueryGate waiting = new QueryGate("log queries", 1, 10);
    try (QueryGate.Pass pass = waiting.enter(() -> false, () -> false)) {
      assertThat(pass).isNotNull();
      assertThat(entered(waiting, true, false)).isEqualTo(Kind.CANCELED);
      assertThat(entered(waiting, false, true)).isEqualTo(Kind.TIMEOUT);
    }
  }

  @Test
  void aQueryWithinAQueryPasses() {
    QueryGate.Pass outer = gate.enter(() -> false, () -> false);
    gate.enter(() -> false, () -> false).close();
    outer.close();
    gate.enter(() -> false, () -> false).close();
  }
}
