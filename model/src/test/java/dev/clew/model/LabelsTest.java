package dev.clew.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LabelsTest {
  private final Labels up = Labels.of("job", "api", "__name__", "up", "zone", "a");

  @Test
  void sortsByNameAndForgetsEmptyValues() {
    assertThat(Labels.of("b", "2", "a", "1", "c", "").asMap())
        .containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
    assertThat(Labels.of(Map.of("x", ""))).isEqualTo(Labels.EMPTY);
    assertThat(up.metricName()).isEqualTo("up");
    assertThat(up.get("nothing")).isEmpty();
    assertThat(up).hasToString("up{job=\"api\", zone=\"a\"}");
  }

  @Test
  void changesCopies() {
    assertThat(up.with("job", "db").get("job")).isEqualTo("db");
    assertThat(up.with("k", "v").asMap().keySet()).containsExactly("__name__", "job", "k", "zone");
    assertThat(up.with("zz", "v").asMap().keySet())
        .containsExactly("__name__", "job", "zone", "zz");
    assertThat(up.with("zone", "")).isEqualTo(Labels.of("__name__", "up", "job", "api"));
    assertThat(up.without(List.of("job", "other")))
        .isEqualTo(Labels.of("__name__", "up", "zone", "a"));
    assertThat(up.without(List.of("other"))).isSameAs(up);
    assertThat(up.only(List.of("zone", "other"))).isEqualTo(Labels.of("zone", "a"));
    assertThat(up.only(List.of())).isEqualTo(Labels.EMPTY);
    assertThat(up).isEqualTo(Labels.of("zone", "a", "job", "api", "__name__", "up"));
  }

  @Test
  void cannotBeChangedThroughTheMap() {
    assertThatThrownBy(() -> up.asMap().put("a", "b"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void agreesWithMaps() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<TreeMap<String, String>> maps = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      TreeMap<String, String> map = new TreeMap<>();
      for (int k = random.nextInt(4); k > 0; k--) {
        map.put("" + (char) ('a' + random.nextInt(3)), "" + random.nextInt(3));
      }
      maps.add(map);
    }
    for (TreeMap<String, String> a : maps) {
      Labels labels = Labels.of(a);
      assertThat(labels.asMap()).as("seed %s", seed).isEqualTo(a);
      assertThat(labels.hashCode()).isEqualTo(Labels.of(new TreeMap<>(a)).hashCode());
      for (TreeMap<String, String> b : maps) {
        assertThat(labels.equals(Labels.of(b))).isEqualTo(a.equals(b));
        assertThat(Integer.signum(labels.compareTo(Labels.of(b)))).isEqualTo(order(a, b));
      }
    }
  }

  /** By the first pair that differs, a name before its value; then by the number of pairs. */
  private static int order(TreeMap<String, String> a, TreeMap<String, String> b) {
    List<String> x = flat(a);
    List<String> y = flat(b);
    for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
      if (!x.get(i).equals(y.get(i))) {
        return Integer.signum(x.get(i).compareTo(y.get(i)));
      }
    }
    return Integer.compare(x.size(), y.size());
  }

  private static List<String> flat(TreeMap<String, String> map) {
    List<String> flat = new ArrayList<>();
    map.forEach((name, value) -> {
      flat.add(name);
      flat.add(value);
    });
    return flat;
  }
}
