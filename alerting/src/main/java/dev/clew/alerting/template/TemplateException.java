package dev.clew.alerting.template;

/** A template that cannot be read or filled in; the message is worded as Go words it. */
public class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int position;

  /**
   * @param position offset of the fault in the template, counted in characters from 0
   */
  public TemplateException(String message, int position) {
    super(message);
    this.position = position;
  }

  public int position() {
    return position;
  }
}
