package dev.clew.ui;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Lets nobody into the servlet container but the front door, which knows a word made at the start:
 * on a machine of several people each of them reaches loopback ports, and behind the front door
 * nothing asks for a host or an origin any more.
 */
final class DoorKey extends Handler.Wrapper {

  static final String HEADER = "x-clew-door";

  private final byte[] word;

  DoorKey() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    word = HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
  }

  /** What the front door says. */
  String word() {
    return new String(word, StandardCharsets.US_ASCII);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    @Nullable String said = request.getHeaders().get(HEADER);
    if (said == null || !MessageDigest.isEqual(word, said.getBytes(StandardCharsets.ISO_8859_1))) {
      response.setStatus(404);
      callback.succeeded();
      return true;
    }
    return super.handle(request, response, callback);
  }
}
