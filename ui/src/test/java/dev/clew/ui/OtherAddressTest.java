package dev.clew.ui;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtherAddressTest {

  @ParameterizedTest
  @CsvSource({
    "/c/a%2Fb%2Fc, /c?id=a%2Fb%2Fc",
    "/c/a/b/c, /c?id=a%2Fb%2Fc",
    "/c/order.id/a%2fb, /c?id=a%2Fb&key=order.id",
    "/c/100%25, /c?id=100%25",
    "/c/a%5Cb, /c?id=a%5Cb",
    "/c/a%3Bb+c%20d, /c?id=a%3Bb%2Bc+d",
    "/services/team%2Fshop, /service?name=team%2Fshop",
    "/services/team/shop, /service?name=team%2Fshop",
    "/traces/4bf92f3577b34da6a3ce929d0e0e4736, /trace/4bf92f3577b34da6a3ce929d0e0e4736",
  })
  void isWhereTheNameHasAPlace(String path, String elsewhere) {
    assertThat(OtherAddress.of(path, null)).isEqualTo(elsewhere);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/traces",
        "/traces/",
        "/c/anna%40example.com",
        "/c/order.id/order%2042",
        "/c",
        "/c/",
        "/services",
        "/services/checkout",
        "/logs",
        "/c/%E5%A4%B1%E6%95%97",
        "/VAADIN/build/x.js",
      })
  void isTheSame(String path) {
    assertThat(OtherAddress.of(path, "from=now-1h")).isNull();
  }

  @Test
  void keepsTheQuery() {
    assertThat(OtherAddress.of("/c/k/a%2Fb", "from=now-1h&sel=x"))
        .isEqualTo("/c?id=a%2Fb&key=k&from=now-1h&sel=x");
    assertThat(OtherAddress.of("/traces/abc", "sel=1")).isEqualTo("/trace/abc?sel=1");
  }
}
