package dev.clew.logstore.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.Severity;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineSeverityTest {
  private static Severity of(String line) {
    byte[] bytes = ("error " + line + " fatal").getBytes(UTF_8);
    int to = bytes.length - " fatal".length();
    return Severity.ofNumber(LineSeverity.of(bytes, "error ".length(), to));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          INFO  | 2026-11-21T12:00:00Z INFO  [main] com.shop.Cart - error rate is 0
          ERROR | Dec 10 07:07:38 host sshd[24206]: error: Received disconnect from 10.0.0.7
          FATAL | Dec 10 07:07:38 host sshd[24206]: fatal: Read from socket failed: Connection reset
          UNSET | Dec 10 07:07:38 host sshd[24206]: Failed password for root from 10.0.0.7 port 22
          UNSET | Dec 10 07:07:38 host app: misc:error errors=3 the-error erroneous
          WARN  | 2026/11/21 12:00:00 [warn] 31#31: *1 a client request body is buffered
          FATAL | 2026/11/21 12:00:00 [emerg] 1#1: bind() to 0.0.0.0:80 failed
          INFO  | [12:00:00 INF] Request finished
          FATAL | [12:00:00 FTL] Host terminated unexpectedly
          DEBUG | (DEBUG) cache miss
          ERROR | WARNING_COUNT is fine but ERROR: relation "a" does not exist
          ERROR | SEVERE: Servlet.service() threw
          UNSET | a severe storm, a notice and an alert to read
          INFO  | NOTICE table is empty
          FATAL | panic: runtime error: index out of range
          INFO  | I1121 12:00:00.123456       1 server.go:42] error of old is gone
          ERROR | E1121 12:00:00.123456       1 server.go:42] gone
          UNSET | X1121 12:00:00.123456       1 server.go:42] gone
          FATAL | <34>Oct 11 22:14:15 host su: warn
          DEBUG | <191>1 2026-11-21T12:00:00Z host app - - - error
          UNSET | <192>1 2026-11-21T12:00:00Z host app
          INFO  | {"level":"info","msg":"error while reading"}
          ERROR | {"msg":"x","LEVEL" : "Error"}
          WARN  | {"@t":"x","severity_text":"WARNING","body":"y"}
          INFO  | {"log.level":"info","message":"y"}
          ERROR | {"level":50,"time":1,"msg":"x"}
          UNSET | {"level":5,"msg":"x","user":{"level":"gold"}}
          ERROR | {"user":{"level":"gold"},"severity":"ERROR"}
          UNSET | {"status":200,"error":null,"warn" : 0}
          ERROR | {"status":500,"msg":"fatality","state":"error"}
          UNSET | {"log":"{\\"level\\":\\"debug\\"}"}
          WARN  | level=warn msg="no error"
          WARN  | ts=1 msg="no error" lvl="WARN"
          ERROR | time="12:00" msg="an error" user=5
          ERROR | 12:00 ERROR set level=debug for module
          DEBUG | 12:00 set level=debug for module with error
          UNSET | user=5 error=0 warn=""
          TRACE | trace
          INFO  | é (info)
          UNSET | éinfo infoé
          """)
  void isFound(Severity expected, String line) {
    assertThat(of(line)).as(line).isEqualTo(expected);
  }

  @Test
  void coloursAreNoPartOfWords() {
    assertThat(of("12:00 \u001b[31merror\u001b[0m no")).isEqualTo(Severity.ERROR);
    assertThat(of("\u001b[1;33mWARN\u001b[0m x")).isEqualTo(Severity.WARN);
    assertThat(of("\u001b[")).isEqualTo(Severity.UNSET);
  }

  @Test
  void onlyTheStartOfALineIsLookedAt() {
    String far = "x".repeat(8) + " ".repeat(LineSeverity.WORDS_WITHIN);
    assertThat(of(far + "error")).isEqualTo(Severity.UNSET);
    assertThat(of("{" + far + "\"level\":\"warn\"}")).isEqualTo(Severity.WARN);
    assertThat(of("{" + far + far + "\"level\":\"warn\"}")).isEqualTo(Severity.UNSET);
  }

  @Test
  void emptyAndBlankLinesHaveNone() {
    for (String line :
        new String[] {"", " ", "\n\n", "<", "<3", "{", "level=", "{\"level\":", "err"}) {
      assertThat(of(line)).as(line).isEqualTo(line.equals("err") ? Severity.ERROR : Severity.UNSET);
    }
  }

  @Test
  void noBytesAreReadBeyondTheLine() {
    Random random = new Random(82);
    String[] pieces = {
      "level",
      "\"",
      ":",
      "=",
      "error",
      " ",
      "<",
      "1",
      "9",
      ">",
      "[",
      "\u001b",
      "{",
      "log.level",
      "é",
      "E1121 12:",
      "warn",
      "lvl",
      "50",
      "\\"
    };
    for (int i = 0; i < 20_000; i++) {
      StringBuilder line = new StringBuilder();
      for (int j = random.nextInt(12); j >= 0; j--) {
        line.append(pieces[random.nextInt(pieces.length)]);
      }
      byte[] whole = line.toString().getBytes(UTF_8);
      int found = LineSeverity.of(whole, 0, whole.length);
      assertThat(found).isBetween(0, 24);
      // The same bytes in the middle of others say the same.
      assertThat(Severity.ofNumber(found)).as("%s", line).isEqualTo(of(line.toString()));
    }
  }

  @Test
  void keysAndNames() {
    assertThat(LineSeverity.isKey("xlevel".getBytes(UTF_8), 1, 5)).isTrue();
    assertThat(LineSeverity.isKey("Log.Level".getBytes(UTF_8), 0, 9)).isTrue();
    assertThat(LineSeverity.isKey("levels".getBytes(UTF_8), 0, 6)).isFalse();
    byte[] crit = "CRIT".getBytes(UTF_8);
    assertThat(LineSeverity.named(crit, 0, 4)).isEqualTo(Severity.FATAL.lowestNumber());
    assertThat(LineSeverity.named(crit, 0, 3)).isZero();
  }
}
