package dev.clew.ui;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.stream.Collectors;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * What a page may load and run: the appliance's own files, and the scripts that stand in the page
 * as it is sent, each by its hash. Text is made no code of; {@code shell/steps.js} tells how Flow
 * does without. Styles may stand in the page and in attributes: Flow and Lit write them there.
 */
final class PagePolicy {

  private PagePolicy() {}

  static String of(Document page, String frameAncestors) {
    return "default-src 'none'; script-src 'self' "
        + page.select("script:not([src])").stream()
            .map(Element::data)
            .map(PagePolicy::hash)
            .distinct()
            .collect(Collectors.joining(" "))
        + "; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:;"
        + " connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors "
        + frameAncestors;
  }

  static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every Java has SHA-256", e);
    }
  }
}
