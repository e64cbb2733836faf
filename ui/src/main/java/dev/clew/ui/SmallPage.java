package dev.clew.ui;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.util.Locale;

/** What is answered where there is no page: a few words, and for people a way to the start page. */
final class SmallPage {

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
        ? HttpResponse.of(
            status,
            MediaType.HTML_UTF_8,
            """
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><title>Clew</title>
            <h1>Clew</h1>
            <p>%s</p>
            <p><a href="/">To the start page</a></p>
            </html>
            """,
            words)
        : HttpResponse.of(status, MediaType.PLAIN_TEXT_UTF_8, words + "\n");
  }
}
