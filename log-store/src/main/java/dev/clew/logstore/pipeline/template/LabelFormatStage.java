package dev.clew.logstore.pipeline.template;

import dev.clew.logstore.pipeline.Line;
import dev.clew.logstore.pipeline.Stage;
import dev.clew.model.query.MadeText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Renames labels and makes new ones of templates. Templates see the labels as they are at the first
 * of them: what one makes is not there for the next. Not thread-safe.
 */
public final class LabelFormatStage implements Stage {
  private final List<Format> formats;
  private final boolean several;

  /** What the templates see, where there are several. */
  private final Line seen = new Line();

  /**
   * @param source the label to rename, when there is no template
   */
  public record Format(String label, String source, @Nullable Template template) {}

  public LabelFormatStage(List<Format> formats) {
    this.formats = List.copyOf(formats);
    this.several = formats.stream().filter(format -> format.template() != null).count() > 1;
  }

  @Override
  public boolean process(Line line) {
    boolean first = true;
    for (Format format : formats) {
      Template template = format.template();
      if (template != null) {
        if (several && first) {
          seen.copy(line);
        }
        first = false;
        String value = apply(template, line);
        if (value != null && value.length() > MadeText.LONGEST_LABEL) {
          line.fail(
              "TemplateFormatErr",
              "label_format: "
                  + format.label()
                  + " of "
                  + value.length()
                  + " characters (expected: at most "
                  + MadeText.LONGEST_LABEL
                  + ")");
        } else if (value != null) {
          line.put(format.label(), value);
        }
        continue;
      }
      if (line.originOf(format.source()) != null && !format.source().equals(format.label())) {
        line.put(format.label(), line.label(format.source()));
        line.remove(format.source());
      }
    }
    return true;
  }

  private @Nullable String apply(Template template, Line line) {
    if (!several) {
      return template.apply(line);
    }
    String value = template.apply(seen);
    if (value == null) {
      line.fail(seen.error(), seen.errorDetails());
    }
    return value;
  }
}
