package dev.clew.packaging.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import java.util.Locale;

/**
 * The answer to a request that the front door does not let in: a page for people, JSON under Clew's
 * own API, a sentence for every other tool.
 */
final class Refusals {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Refusals() {}

  static HttpResponse answer(RequestHeaders request, HttpStatus status, String sentence) {
    boolean page =
        request.get(HttpHeaderNames.ACCEPT, "").toLowerCase(Locale.ROOT).contains("text/html");
    MediaType type =
        page
            ? MediaType.HTML_UTF_8
            : request.path().startsWith("/api/clew/")
                ? MediaType.JSON_UTF_8
                : MediaType.PLAIN_TEXT_UTF_8;
    String body =
        page
            ? page(sentence)
            : type.equals(MediaType.JSON_UTF_8) ? json(sentence) : sentence + "\n";
    return HttpResponse.of(
        ResponseHeaders.builder(status)
            .contentType(type)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build(),
        HttpData.ofUtf8(body));
  }

  private static String json(String sentence) {
    ObjectNode root = JSON.createObjectNode();
    root.putObject("error").put("message", sentence);
    return root.toString();
  }

  private static String page(String sentence) {
    return "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Clew</title>\n"
        + "<h1>Clew</h1>\n<p>"
        + sentence.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        + "</p>\n</html>\n";
  }
}
