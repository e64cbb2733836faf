package dev.clew.ui;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.util.Locale;

/**
 * What is answered where there is no page: a few words, and for people a way to the start page. It
 * loads nothing, so that it can be answered to anybody; it is dark or light as the browser is.
 */
public final class SmallPage {
  private static final String STYLE =
      """
      :root{color-scheme:dark light;--bg:#101317;--surface:#161a20;--line:#272e38;--text:#dfe5ec;\
      --text-2:#a3aebb;--accent:#7aa7ff}
      @media (prefers-color-scheme:light){:root{--bg:#f6f7f9;--surface:#fff;--line:#dde2e8;\
      --text:#1b2129;--text-2:#55606d;--accent:#2456c8}}
      body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--bg);\
      color:var(--text);font:13px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
      main{box-sizing:border-box;width:min(480px,calc(100vw - 32px));padding:24px;\
      background:var(--surface);border:1px solid var(--line);border-radius:4px}
      h1{margin:0 0 12px;font-size:13px;font-weight:600;color:var(--text-2)}
      p{margin:0 0 12px;font-size:15px;overflow-wrap:anywhere}p:last-child{margin:0;font-size:13px}
      a{color:var(--accent)}
      """;

  private static final String POLICY =
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src "
          + PagePolicy.hash(STYLE);

  private SmallPage() {}

  static HttpResponse notFound(HttpRequest request) {
    return of(request, HttpStatus.NOT_FOUND);
  }

  static HttpResponse of(HttpRequest request, HttpStatus status) {
    String accepted = request.headers().get(HttpHeaderNames.ACCEPT, "").toLowerCase(Locale.ROOT);
    return of(status, accepted.contains("text/html"));
  }

  static HttpResponse of(HttpStatus status, boolean html) {
    String words =
        switch (status.code()) {
          case 404 -> "There is no such page.";
          case 405 -> "This is not done here.";
          default -> "This did not work (" + status.code() + ").";
        };
    return html
        ? page(status, words, true)
        : HttpResponse.of(status, MediaType.PLAIN_TEXT_UTF_8, words + "\n");
  }

  /**
   * A page of a few words.
   *
   * @param words plain text
   * @param back whether there is a way to the start page; there is none for whom it would refuse
   */
  public static HttpResponse page(HttpStatus status, String words, boolean back) {
    String html =
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Clew</title>\n"
            + "<meta name=\"viewport\" content=\"width=device-width\">\n<style>"
            + STYLE
            + "</style>\n<main><h1>Clew</h1>\n<p>"
            + words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            + "</p>\n"
            + (back ? "<p><a href=\"/\">To the start page</a></p>\n" : "")
            + "</main>\n</html>\n";
    return HttpResponse.of(
        ResponseHeaders.builder(status)
            .contentType(MediaType.HTML_UTF_8)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
            .build(),
        HttpData.ofUtf8(html));
  }
}
