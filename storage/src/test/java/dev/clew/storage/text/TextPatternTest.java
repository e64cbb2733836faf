package dev.clew.storage.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.query.IpRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextPatternTest {
  @ParameterizedTest
  @CsvSource({
    "ment, Payment failed, true, true",
    "ment, Payments failed, true, false",
    "MENT, Payment failed, true, false",
    "MENT, Payment failed, false, true",
    "failed, Payment failed, true, true",
    "ÏVE, so naïve, false, true",
    "ÏVE, so naïve, true, false",
    "4000, 550e8400-e29b-41d4-a716-446655440000, false, false",
    "440000, 550e8400-e29b-41d4-a716-446655440000, false, true",
  })
  void aSuffixEndsAWord(String suffix, String text, boolean exact, boolean matches) {
    assertThat(TextPattern.suffix(suffix, exact).matches(text)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "Pay, Payment, true, true",
    "pay, Payment, true, false",
    "pay, Payment, false, true",
  })
  void caseCountsWhenItIsSaid(String part, String text, boolean exact, boolean matches) {
    assertThat(TextPattern.prefix(part, exact).matches(text)).isEqualTo(matches);
    assertThat(TextPattern.substring(part, exact).matches(text)).isEqualTo(matches);
    assertThat(TextPattern.regex("^" + part, exact).matches(text)).isEqualTo(matches);
    assertThat(TextPattern.wildcard(part + "*t", exact).matches(text)).isEqualTo(matches);
    assertThat(TextPattern.words(part, exact).matches("a " + text.substring(0, 3)))
        .isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, from 10.1.2.3:80, true",
    "10.0.0.0/8, from 110.1.2.3, false",
    "10.0.0.0/8, 10.1.2.300, false",
    "10.0.0.0/8, 10.1.2.3.4, true",
    "10.0.0.0/8, 10.01.2.3, false",
    "10.0.0.0/8, v10.1.2.3, false",
    "0.0.0.0/0, at 8.8.8.8., true",
    "172.16.0.0/12, 172.31.255.255, true",
    "172.16.0.0/12, 172.32.0.0, false",
    "10.1.2.3, ::ffff:10.1.2.3, true",
    "2001:db8::/32, [2001:DB8:0:0::7]:443, true",
    "2001:db8::/32, at 2001:db8::7: refused, true",
    "2001:db8::/32, 2001:db9::7, false",
    "2001:db8::7, 2001:db8:0:0:0:0:0:7, true",
    "2001:db8::7, 2001:db8::7:1, false",
    "::1, localhost ::1, true",
    "fe80::/10, fe80::1%eth0, true",
    "fe80::/10, dev fe80:: up, true",
    "::/0, 12:30:05, false",
    "::/0, 00:1a:2b:3c:4d:5e, false",
    "::/0, std::vector, false",
    "::/0, 10.0.0.1, false",
  })
  void findsAddresses(String range, String text, boolean matches) {
    assertThat(TextPattern.address(IpRange.parse(range)).matches(text)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({"a\\*b*, a*bc, true", "a\\*b*, axbc, false", "*, x, true", "a*b*c, aXbYc, true"})
  void aBackslashTakesTheMeaningOfAStar(String pattern, String text, boolean matches) {
    assertThat(TextPattern.wildcard(pattern, false).matches(text)).isEqualTo(matches);
  }
}
