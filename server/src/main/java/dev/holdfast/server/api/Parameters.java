package dev.holdfast.server.api;

import dev.holdfast.core.protocol.ProblemCode;
import dev.holdfast.core.protocol.Query;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a query: percent-encoded UTF-8, with plus signs for spaces. */
final class Parameters implements Query {
  private final Map<String, String> values = new HashMap<>();

  /**
   * Reads the part after the question mark. If a parameter comes twice, the first one counts.
   *
   * @throws Refusal 400 if the encoding is wrong
   */
  Parameters(@Nullable String query) {
    for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
      if (!parameter.isEmpty()) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        String value = equals < 0 ? "" : parameter.substring(equals + 1);
        values.putIfAbsent(decode(name), decode(value));
      }
    }
  }

  @Override
  public @Nullable String parameter(String name) {
    return values.get(name);
  }

  private static String decode(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%') {
        out.write(16 * digit(bytes, i + 1) + digit(bytes, i + 2));
        i += 2;
      } else {
        out.write(bytes[i] == '+' ? ' ' : bytes[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(out.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw broken();
    }
  }

  private static int digit(byte[] bytes, int at) {
    int digit = at < bytes.length ? Character.digit(bytes[at], 16) : -1;
    if (digit < 0) {
      throw broken();
    }
    return digit;
  }

  private static Refusal broken() {
    return new Refusal(400, ProblemCode.BAD_REQUEST, "the query: expected percent-encoded UTF-8");
  }
}
