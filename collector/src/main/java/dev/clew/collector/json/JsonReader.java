package dev.clew.collector.json;

import dev.clew.model.otlp.ProtoWriter;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads JSON (RFC 8259) from its bytes in UTF-8, value by value, in memory that does not grow with
 * the text: what the caller does not want is passed over, names and numbers have a greatest length,
 * and texts are decoded straight into where they are to stand.
 *
 * <pre>{@code
 * reader.beginObject();
 * while (reader.nextName()) {
 *   if (reader.isName(STREAMS)) {
 *     reader.beginArray("streams");
 *     while (reader.nextItem()) { … }
 *   } else {
 *     reader.skip();
 *   }
 * }
 * }</pre>
 *
 * Every method throws {@link MalformedJsonException} for what is no JSON, and {@link
 * UncheckedIOException} when the stream fails. Not thread-safe.
 */
public final class JsonReader {
  /** What begins at the current place. */
  public enum Kind {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    TRUE,
    FALSE,
    NULL
  }

  /** A name that is longer is none that anybody looks for. */
  private static final int LONGEST_NAME = 128;

  private final JsonInput in;
  private final int deepest;
  private final byte[] name = new byte[LONGEST_NAME];
  private int nameLength;
  private final JsonText text;

  /** For each open object or array, whether something stood in it already. */
  private final boolean[] begun;

  private int depth;

  /**
   * @param deepest objects and arrays inside each other, at most
   */
  public JsonReader(InputStream in, int deepest) {
    this.in = new JsonInput(in);
    this.deepest = deepest;
    begun = new boolean[deepest + 1];
    text = new JsonText(this.in);
  }

  /** The kind of the value that comes. */
  public Kind kind() {
    int c = in.peekToken();
    return switch (c) {
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.ARRAY;
      case '"' -> Kind.STRING;
      case 't' -> Kind.TRUE;
      case 'f' -> Kind.FALSE;
      case 'n' -> Kind.NULL;
      default -> {
        if (c == '-' || (c >= '0' && c <= '9')) {
          yield Kind.NUMBER;
        }
        throw in.malformed("expected a value, got " + JsonInput.quoted(c));
      }
    };
  }

  /**
   * @param what it is, for messages
   */
  public void beginObject(String what) {
    begin(Kind.OBJECT, what, "an object");
  }

  public void beginArray(String what) {
    begin(Kind.ARRAY, what, "an array");
  }

  private void begin(Kind kind, String what, String expected) {
    expect(kind, what, expected);
    in.next();
    if (depth == deepest) {
      throw in.malformed("nested deeper than " + deepest);
    }
    begun[++depth] = false;
  }

  /**
   * @throws MalformedJsonException when another kind of value comes
   */
  public void expect(Kind kind, String what, String expected) {
    if (kind() != kind) {
      throw malformed(what, expected);
    }
  }

  /** Goes to the next member of the object that was begun last; false behind its end. */
  public boolean nextName() {
    if (!next('}', "an object")) {
      return false;
    }
    if (in.peekToken() != '"') {
      throw in.malformed("expected a name, got " + JsonInput.quoted(in.peekToken()));
    }
    in.next();
    nameLength = text.scratch(name);
    if (in.peekToken() != ':') {
      throw in.malformed("expected \":\", got " + JsonInput.quoted(in.peekToken()));
    }
    in.next();
    return true;
  }

  /** Goes to the next item of the array that was begun last; false behind its end. */
  public boolean nextItem() {
    return next(']', "an array");
  }

  private boolean next(int end, String what) {
    int c = in.peekToken();
    if (c == end) {
      in.next();
      depth--;
      return false;
    }
    if (!begun[depth]) {
      begun[depth] = true;
      return true;
    }
    if (c != ',') {
      throw in.malformed("expected \",\" or the end of " + what + ", got " + JsonInput.quoted(c));
    }
    in.next();
    if (in.peekToken() == end) {
      throw in.malformed("a comma at the end of " + what);
    }
    return true;
  }

  /** Whether the name of the member is this one. */
  public boolean isName(byte[] other) {
    return nameLength == other.length && Arrays.equals(name, 0, nameLength, other, 0, nameLength);
  }

  /** The name of the member; one that is very long is the empty text. */
  public String name() {
    return nameLength < 0 ? "" : new String(name, 0, nameLength, StandardCharsets.UTF_8);
  }

  /**
   * Reads a text as UTF-8 to the end of what was written.
   *
   * @param most bytes that are written; the rest is passed over
   * @return how many bytes it has in all
   */
  public long text(String what, ProtoWriter out, int most) {
    expect(Kind.STRING, what, "a string");
    in.next();
    return text.write(out, most);
  }

  /**
   * Reads a text into an array.
   *
   * @return its length in bytes of UTF-8, or -1 when it does not fit
   */
  public int text(String what, byte[] into) {
    expect(Kind.STRING, what, "a string");
    in.next();
    return text.scratch(into);
  }

  /**
   * Reads a number as it is written, which may be in quotes.
   *
   * @return its length, or -1 when it does not fit
   */
  public int number(String what, byte[] into) {
    if (kind() == Kind.STRING) {
      return text(what, into);
    }
    expect(Kind.NUMBER, what, "a number");
    return JsonNumber.read(in, into);
  }

  public boolean bool(String what) {
    return switch (kind()) {
      case TRUE -> {
        in.literal("true");
        yield true;
      }
      case FALSE -> {
        in.literal("false");
        yield false;
      }
      default -> throw malformed(what, "true or false");
    };
  }

  /** Passes over a value of any kind. */
  public void skip() {
    int outside = depth;
    do {
      if (depth > outside && !(inObject() ? nextName() : nextItem())) {
        continue;
      }
      skipBegin();
    } while (depth > outside);
  }

  /** For each open object or array that is passed over, whether it is an object. */
  private final java.util.BitSet objects = new java.util.BitSet();

  private boolean inObject() {
    return objects.get(depth);
  }

  private void skipBegin() {
    Kind kind = kind();
    switch (kind) {
      case OBJECT, ARRAY -> {
        begin(kind, "", "");
        objects.set(depth, kind == Kind.OBJECT);
      }
      case STRING -> {
        in.next();
        text.pass();
      }
      case NUMBER -> JsonNumber.pass(in);
      case TRUE -> in.literal("true");
      case FALSE -> in.literal("false");
      case NULL -> in.literal("null");
    }
  }

  /**
   * @throws MalformedJsonException when something other than blanks comes
   */
  public void end() {
    if (in.peekToken() >= 0) {
      throw malformed("text after the JSON object", "nothing");
    }
  }

  /** For the caller: what was expected of the value at the current place. */
  public MalformedJsonException malformed(String what, String expected) {
    return in.malformed(what + " (expected: " + expected + ")");
  }
}
