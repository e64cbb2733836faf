package dev.clew.logstore.pipeline.template;

import dev.clew.logstore.pipeline.Line;
import dev.clew.logstore.pipeline.Stage;

/** Makes a new text of a template. */
public final class LineFormatStage implements Stage {
  private final Template template;

  public LineFormatStage(Template template) {
    this.template = template;
  }

  @Override
  public boolean process(Line line) {
    String text = template.apply(line);
    if (text != null) {
      line.text(text);
    }
    return true;
  }
}
