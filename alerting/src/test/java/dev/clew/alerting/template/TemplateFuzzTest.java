package dev.clew.alerting.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.model.Labels;
import dev.clew.model.seam.MetricSample;
import dev.clew.notation.template.TemplateException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A rule's template is filled in, or it is said what is wrong with it. */
class TemplateFuzzTest {
  private static final TemplateContext CONTEXT =
      new TemplateContext(
          Map.of("instance", "shop-1:8080", "code", "500"),
          1.5,
          new TemplateContext.Site(Map.of("region", "eu"), "http://testhost:9090/path/prefix"),
          Instant.ofEpochMilli(1_435_065_584_128L),
          query ->
              List.of(
                  new MetricSample(Labels.of("__name__", "metric", "instance", "b"), 0, 21),
                  new MetricSample(Labels.of("__name__", "metric", "instance", "a"), 0, 11)));

  @FuzzTest
  void render(byte[] bytes) {
    try {
      Template template = Template.parse(new String(bytes, StandardCharsets.UTF_8));
      assertThat(template.render(CONTEXT)).isNotNull();
    } catch (TemplateException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
