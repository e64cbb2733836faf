package dev.clew.ui.shell;

import com.vaadin.flow.component.page.AppShellConfigurator;
import com.vaadin.flow.component.page.Inline;
import com.vaadin.flow.server.AppShellSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The HTML page around the application. Theme and its choice stand in the page itself, so that
 * nothing is painted before them: a dark page never flashes white.
 */
public class ClewAppShell implements AppShellConfigurator {

  private static final long serialVersionUID = 1L;

  private static final String THEME = "theme.css";
  private static final String STEPS = "steps.js";

  private static final String CHOOSE_THEME =
      """
      {let t=null;try{t=localStorage.getItem('clew.theme')}catch{}\
      document.documentElement.dataset.theme=t==='dark'||t==='light'?t:\
      matchMedia('(prefers-color-scheme: light)').matches?'light':'dark'}\
      """;

  @Override
  public void configurePage(AppShellSettings settings) {
    settings.setViewport("width=device-width, initial-scale=1");
    settings.addInlineWithContents(
        Inline.Position.PREPEND, CHOOSE_THEME, Inline.Wrapping.JAVASCRIPT);
    settings.addInlineWithContents(
        Inline.Position.PREPEND, text(STEPS), Inline.Wrapping.JAVASCRIPT);
    settings.addInlineWithContents(
        Inline.Position.PREPEND, text(THEME), Inline.Wrapping.STYLESHEET);
    settings.addLink("icon", "clew.svg");
  }

  private static String text(String file) {
    try (InputStream in = ClewAppShell.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("BUG: " + file + " is not beside ClewAppShell");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot read", e);
    }
  }
}
