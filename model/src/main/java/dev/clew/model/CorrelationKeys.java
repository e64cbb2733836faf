package dev.clew.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configured correlation keys: an ordered list of names with the spellings (headers, MDC, snake
 * case) that fold to each. Looking a spelling up ignores case. The trace ID is always a key, {@link
 * #TRACE_ID}; it is a field of its own and has no spellings here.
 */
public final class CorrelationKeys {
  /** The name under which a trace ID counts as a correlation key. */
  public static final String TRACE_ID = "trace_id";

  /** Key and spellings; what is found in the field without any configuration. */
  public static final List<String> DEFAULTS =
      List.of(
          "correlation.id=correlation.id,correlation_id,correlationId,x-correlation-id,"
              + "http.request.header.x-correlation-id",
          "request.id=request.id,request_id,requestId,x-request-id,"
              + "http.request.header.x-request-id,guid:x-request-id",
          "session.id=session.id,session_id,sessionId,x-session-id,rum.sessionId",
          "messaging.message.conversation_id=messaging.message.conversation_id,"
              + "messaging.conversation_id,conversation_id,conversationId,gen_ai.conversation.id",
          "order.id=order.id,order_id,orderId,x-order-id",
          "enduser.id=enduser.id,enduser_id,user.id,user_id,userId");

  private final List<String> names;
  private final Map<String, String> nameBySpelling;

  private CorrelationKeys(List<String> names, Map<String, String> nameBySpelling) {
    this.names = List.copyOf(names);
    this.nameBySpelling = nameBySpelling;
  }

  public static CorrelationKeys defaults() {
    return parse(DEFAULTS);
  }

  /**
   * Reads entries of the form {@code name} or {@code name=spelling,spelling}; the name itself is
   * always one of its spellings.
   *
   * @throws IllegalArgumentException when an entry is empty or a spelling stands under two names
   */
  public static CorrelationKeys parse(List<String> entries) {
    List<String> names = new ArrayList<>();
    Map<String, String> nameBySpelling = new LinkedHashMap<>();
    for (String entry : entries) {
      int equals = entry.indexOf('=');
      String name = (equals < 0 ? entry : entry.substring(0, equals)).strip();
      if (name.isEmpty()) {
        throw new IllegalArgumentException(
            "correlation key: \"" + entry + "\" (expected: name or name=spelling,spelling)");
      }
      names.add(name);
      add(nameBySpelling, name, name);
      if (equals >= 0) {
        for (String spelling : entry.substring(equals + 1).split(",")) {
          add(nameBySpelling, spelling.strip(), name);
        }
      }
    }
    return new CorrelationKeys(names, nameBySpelling);
  }

  private static void add(Map<String, String> nameBySpelling, String spelling, String name) {
    String before = nameBySpelling.put(spelling.toLowerCase(Locale.ROOT), name);
    if (before != null && !before.equals(name)) {
      throw new IllegalArgumentException(
          "correlation key spelling: \""
              + spelling
              + "\" (expected: under one key, found under "
              + before
              + " and "
              + name
              + ")");
    }
  }

  /** The key names in their configured order, without {@link #TRACE_ID}. */
  public List<String> names() {
    return names;
  }

  /** Whether a name is that of a key or one of its spellings, {@link #TRACE_ID} included. */
  public boolean isKey(String name) {
    return name.equals(TRACE_ID) || nameOf(name) != null;
  }

  /** The key that an attribute name stands for, or null when it is not a correlation key. */
  public @Nullable String nameOf(String attributeName) {
    return nameBySpelling.get(attributeName.toLowerCase(Locale.ROOT));
  }

  /**
   * The IDs that an attribute's value holds: each element of a list, as agents capture headers,
   * else the value itself. Empty texts are left out.
   */
  public static List<String> idsIn(AttributeValue value) {
    List<AttributeValue> values =
        value instanceof AttributeValue.Items items ? items.values() : List.of(value);
    return values.stream().map(AttributeValue::asText).filter(id -> !id.isEmpty()).toList();
  }

  /** All spellings of a key, lower-case, the name itself first. */
  public List<String> spellingsOf(String name) {
    List<String> spellings = new ArrayList<>();
    nameBySpelling.forEach((spelling, key) -> {
      if (key.equals(name)) {
        spellings.add(spelling);
      }
    });
    return spellings;
  }
}
