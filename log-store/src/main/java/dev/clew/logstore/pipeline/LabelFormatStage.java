package dev.clew.logstore.pipeline;

import dev.clew.logstore.pipeline.template.Template;
import dev.clew.model.query.MadeText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Renames labels and makes new ones of templates, one after the other. */
public final class LabelFormatStage implements Stage {
  private final List<Format> formats;

  /**
   * @param source the label to rename, when there is no template
   */
  public record Format(String label, String source, @Nullable Template template) {}

  public LabelFormatStage(List<Format> formats) {
    this.formats = List.copyOf(formats);
  }

  @Override
  public boolean process(Line line) {
    for (Format format : formats) {
      Template template = format.template();
      if (template != null) {
        String value = template.apply(line);
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
          line.put(format.label(), value, Line.Origin.PARSED);
        }
        continue;
      }
      Line.Origin origin = line.originOf(format.source());
      if (origin != null && !format.source().equals(format.label())) {
        line.put(format.label(), line.label(format.source()), origin);
        line.remove(format.source());
      }
    }
    return true;
  }
}
