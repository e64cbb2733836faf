package dev.clew.logstore.pipeline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.clew.model.QueryException;
import dev.clew.model.query.Nesting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way to a value in a JSON document: {@code request.headers["User-Agent"][0]}. */
public final class JsonPath {
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(Nesting.MOST).build())
          .build();

  private final String expression;

  /** Names of fields and, as {@link Integer}, places in lists. */
  private final List<Object> steps = new ArrayList<>();

  private int at;

  private JsonPath(String expression) {
    this.expression = expression;
  }

  /**
   * @throws QueryException when the expression is wrong
   */
  public static JsonPath parse(String expression) {
    JsonPath path = new JsonPath(expression);
    path.parse();
    return path;
  }

  private void parse() {
    while (at < expression.length()) {
      char c = expression.charAt(at);
      if (c == '[') {
        bracket();
      } else {
        if (c == '.') {
          at++;
          if (at == 1) {
            throw wrong("a field before the first dot");
          }
        } else if (at > 0) {
          throw wrong("a dot or a bracket");
        }
        name();
      }
    }
    if (steps.isEmpty()) {
      throw wrong("a field");
    }
  }

  private void name() {
    int from = at;
    while (at < expression.length() && ".[]\"'".indexOf(expression.charAt(at)) < 0) {
      at++;
    }
    if (at == from) {
      throw wrong("a field");
    }
    steps.add(expression.substring(from, at));
  }

  private void bracket() {
    at++;
    if (at < expression.length() && expression.charAt(at) == '"') {
      StringBuilder name = new StringBuilder();
      at++;
      while (at < expression.length() && expression.charAt(at) != '"') {
        if (expression.charAt(at) == '\\' && at + 1 < expression.length()) {
          at++;
        }
        name.append(expression.charAt(at++));
      }
      at++;
      steps.add(name.toString());
    } else {
      int from = at;
      while (at < expression.length() && Character.digit(expression.charAt(at), 10) >= 0) {
        at++;
      }
      if (at == from || at - from > 9) {
        throw wrong("a number or a field in quotes");
      }
      steps.add(Integer.parseInt(expression.substring(from, at)));
    }
    if (at >= expression.length() || expression.charAt(at) != ']') {
      throw wrong("]");
    }
    at++;
  }

  private QueryException wrong(String expected) {
    return new QueryException(
        QueryException.Kind.SYNTAX,
        "cannot parse expression ["
            + expression
            + "]: syntax error at "
            + Math.min(at, expression.length())
            + " (expected: "
            + expected
            + ")",
        -1);
  }

  /**
   * The value as text; objects and lists as JSON; null when there is none.
   *
   * @throws IOException when the text is no JSON
   */
  @Nullable String find(String text) throws IOException {
    try (JsonParser json = FACTORY.createParser(text)) {
      json.nextToken();
      for (Object step : steps) {
        if (!(step instanceof Integer place ? enter(json, place) : enter(json, (String) step))) {
          return null;
        }
      }
      return value(json, text);
    }
  }

  private static boolean enter(JsonParser json, String name) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return false;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = json.currentName().equals(name);
      json.nextToken();
      if (found) {
        return true;
      }
      json.skipChildren();
    }
    return false;
  }

  private static boolean enter(JsonParser json, int place) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      return false;
    }
    int at = 0;
    for (JsonToken token = json.nextToken();
        token != null && token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (at++ == place) {
        return true;
      }
      json.skipChildren();
    }
    return false;
  }

  private static @Nullable String value(JsonParser json, String text) throws IOException {
    JsonToken token = json.currentToken();
    if (token == null || token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (token.isScalarValue()) {
      return json.getText();
    }
    int from = (int) json.currentTokenLocation().getCharOffset();
    json.skipChildren();
    return text.substring(from, (int) json.currentLocation().getCharOffset());
  }

  /** What is wrong with a document, without its text. */
  static String reason(IOException e) {
    return e instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : String.valueOf(e.getMessage());
  }

  @Override
  public String toString() {
    return expression;
  }
}
