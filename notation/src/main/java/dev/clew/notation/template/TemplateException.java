package dev.clew.notation.template;

/** A template that cannot be read or filled in; the message is worded as Go words it. */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int position;
  private final boolean running;

  /**
   * @param position offset of the fault in the template, counted in characters from 0
   */
  TemplateException(String message, int position) {
    this(message, position, false);
  }

  private TemplateException(String message, int position, boolean running) {
    // A line in a million fails, or all of them: no stack trace either way.
    super(message, null, false, false);
    this.position = position;
    this.running = running;
  }

  /** The same, for a template that was understood. */
  TemplateException whileRunning() {
    return new TemplateException(String.valueOf(getMessage()), position, true);
  }

  public int position() {
    return position;
  }

  /**
   * The message with the place before it, as Go says it: {@code template: name:1: …} when the
   * template was not understood, {@code template: name:1:2: executing "name" …} else.
   *
   * @param source the template
   */
  public String told(String name, String source) {
    String before = source.substring(0, Math.min(position, source.length()));
    long line = before.chars().filter(c -> c == '\n').count() + 1;
    int column = before.length() - before.lastIndexOf('\n') - 1;
    return "template: "
        + name
        + ":"
        + line
        + (running ? ":" + column + ": executing \"" + name + "\" " : ": ")
        + getMessage();
  }
}
