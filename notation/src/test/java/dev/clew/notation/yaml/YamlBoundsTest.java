package dev.clew.notation.yaml;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

class YamlBoundsTest {
  private static Node compose(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(200);
    return new Yaml(options).compose(new StringReader(text));
  }

  @Test
  void refusesListsThatDoubleWithEachLine() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      text.append("a" + i + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n");
    }
    Node bomb = compose(text.toString());
    assertThatThrownBy(() -> YamlBounds.check(bomb))
        .isInstanceOf(YAMLException.class)
        .hasMessageContaining("aliases make more than");
  }

  @Test
  void refusesAListThatHoldsItself() {
    Node endless = compose("&a [*a]");
    assertThatThrownBy(() -> YamlBounds.check(endless))
        .isInstanceOf(YAMLException.class)
        .hasMessageContaining("nested deeper than");
  }

  @Test
  void takesAliasesThatPeopleUse() {
    assertThatCode(() -> YamlBounds.check(compose("a: &l {b: c}\nd: [*l, *l]\n")))
        .doesNotThrowAnyException();
    assertThatCode(() -> YamlBounds.check(null)).doesNotThrowAnyException();
  }
}
