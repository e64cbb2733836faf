package dev.clew.packaging.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.clew.ui.SmallPage;
import dev.clew.web.JsonApi;
import java.util.Locale;

/**
 * The answer to a request that the front door does not let in: a page for people, JSON under Clew's
 * own API, a sentence for every other tool.
 */
final class Refusals {
  private Refusals() {}

  static HttpResponse answer(RequestHeaders request, HttpStatus status, String sentence) {
    boolean page =
        request.get(HttpHeaderNames.ACCEPT, "").toLowerCase(Locale.ROOT).contains("text/html");
    if (page) {
      return SmallPage.page(status, sentence, false);
    }
    boolean json = request.path().startsWith("/api/clew/");
    return HttpResponse.of(
        ResponseHeaders.builder(status)
            .contentType(json ? MediaType.JSON_UTF_8 : MediaType.PLAIN_TEXT_UTF_8)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build(),
        json ? HttpData.wrap(JsonApi.errorBody(sentence, -1)) : HttpData.ofUtf8(sentence + "\n"));
  }
}
