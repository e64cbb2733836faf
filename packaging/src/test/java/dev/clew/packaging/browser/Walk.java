package dev.clew.packaging.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;

/**
 * A person in front of a page: sees text, clicks where things are, presses keys. Elements are found
 * through all shadow roots.
 */
public final class Walk {
  private static final String DEEP =
      """
      (() => {
        const found = [];
        const visit = (root) => root.querySelectorAll('*').forEach((e) => {
          if (e.matches(%1$s) && (e.innerText || e.textContent || e.title || '').includes(%2$s)) {
            const box = e.getBoundingClientRect();
            if (box.width > 0 && box.height > 0) found.push(e);
          }
          if (e.shadowRoot) visit(e.shadowRoot);
        });
        visit(document);
        return found;
      })()\
      """;

  private final Chromium.Page page;

  public Walk(Chromium.Page page) {
    this.page = page;
  }

  private static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }

  private static String deep(String selector, String text) {
    return DEEP.formatted(quoted(selector), quoted(text));
  }

  /** Waits until an element with the text is there. */
  public void sees(String selector, String text) {
    page.await(deep(selector, text) + ".length > 0");
  }

  public void seesNo(String selector) {
    page.await(deep(selector, "") + ".length === 0");
  }

  /** Clicks on the middle of the innermost element with the text. */
  public void click(String selector, String text) {
    click(selector, text, 0.5, 0.5);
  }

  /**
   * Clicks on a place of an element.
   *
   * @param x share of its width
   * @param y below 1 a share of its height, else pixels from its top
   */
  public void click(String selector, String text, double x, double y) {
    sees(selector, text);
    JsonNode at =
        page.evaluate(
            "(async () => { const find = () => "
                + deep(selector, text)
                + ".at(-1); const place = () => { const e = find(); e?.scrollIntoView({block: 'nearest'});"
                + " return e?.getBoundingClientRect(); };"
                // Where things still move, a person waits.
                + " for (let still = 0, before = ''; still < 5; ) {"
                + " await new Promise(done => requestAnimationFrame(() => requestIdleCallback(done)));"
                + " const now = JSON.stringify(place()); still = now === before ? still + 1 : 0; before = now; }"
                + " const b = place(); return {x: b.left + b.width * "
                + x
                + ", y: b.top + "
                + (y < 1 ? "b.height * " + y : String.valueOf(y))
                + "}; })()");
    for (String type : new String[] {"mousePressed", "mouseReleased"}) {
      page.call(
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              type,
              "x",
              at.get("x").asDouble(),
              "y",
              at.get("y").asDouble(),
              "button",
              "left",
              "clickCount",
              1));
    }
  }

  /** Types into what has the focus. */
  public void type(String text) {
    page.call("Input.insertText", Map.of("text", text));
  }

  /**
   * @param key as browsers name it, e.g. {@code Enter}
   * @param code of the key, e.g. 13
   */
  public void press(String key, int code) {
    Map<String, Object> event =
        key.equals("Enter")
            ? Map.of(
                "type",
                "keyDown",
                "key",
                key,
                "code",
                key,
                "windowsVirtualKeyCode",
                code,
                "text",
                "\r")
            : Map.of("type", "keyDown", "key", key, "code", key, "windowsVirtualKeyCode", code);
    page.call("Input.dispatchKeyEvent", event);
    page.call(
        "Input.dispatchKeyEvent",
        Map.of("type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", code));
  }

  public void back() {
    page.evaluate("history.back()");
  }

  /** Waits until the address, path and query, contains the text. */
  public void isAt(String part) {
    page.await("(location.pathname + location.search).includes(" + quoted(part) + ")");
  }

  public void isNotAt(String part) {
    page.await("!(location.pathname + location.search).includes(" + quoted(part) + ")");
  }
}
