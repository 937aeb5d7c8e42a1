package dev.holdfast.server.api;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.json.JsonException;
import dev.holdfast.core.protocol.ProblemCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Collects a body as it arrives, without holding a thread. The limit holds for the bytes sent and
 * for the bytes after inflating. Nothing beyond it is kept.
 */
final class RequestBody implements ApiRequest.Taker {
  /** A copy, and room to grow: what collecting a byte takes. */
  private static final int COLLECTING = 3;

  /** As UTF-16, and as text: what decoding a byte takes. */
  private static final int DECODING = 3;

  /** What an object, an array, a member and an element take when they are parsed, about. */
  private static final int OBJECT = 160;

  private static final int ARRAY = 64;
  private static final int MEMBER = 112;
  private static final int ELEMENT = 48;

  private static final int PART = 1 << 16;

  private final int limit;
  private final Budget.Share share;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

  private RequestBody(int limit, Budget.Share share) {
    this.limit = limit;
    this.share = share;
  }

  /**
   * The body, inflated. Fails with a {@link Refusal} if it is too large or incomplete, or if the
   * server has no room for it.
   *
   * @param share takes what the body needs; the caller ends it
   */
  static CompletableFuture<byte[]> read(ApiRequest request, int limit, Budget.Share share) {
    if (request.length() > limit) {
      throw tooLarge(limit);
    }
    boolean zipped = isZipped(request);
    RequestBody body = new RequestBody(limit, share);
    request.read(body);
    return zipped ? body.whole.thenApply(bytes -> inflate(bytes, limit, share)) : body.whole;
  }

  private static boolean isZipped(ApiRequest request) {
    String encoding = request.header("Content-Encoding");
    if (encoding == null || encoding.equalsIgnoreCase("identity")) {
      return false;
    }
    if (encoding.equalsIgnoreCase("gzip")) {
      return true;
    }
    throw new Refusal(415, ProblemCode.BAD_ENCODING, "Content-Encoding: expected gzip or none");
  }

  @Override
  public boolean take(ByteBuffer part) {
    if (part.remaining() > limit - bytes.size()) {
      whole.completeExceptionally(tooLarge(limit));
      return false;
    }
    try {
      share.take((long) COLLECTING * part.remaining());
    } catch (Refusal busy) {
      whole.completeExceptionally(busy);
      return false;
    }
    byte[] copy = new byte[part.remaining()];
    part.get(copy);
    bytes.writeBytes(copy);
    return true;
  }

  @Override
  public void ended() {
    whole.complete(bytes.toByteArray());
  }

  @Override
  public void cut() {
    whole.completeExceptionally(
        new Refusal(400, ProblemCode.BODY_CUT, "the body ended before it was whole"));
  }

  @Override
  public void tooSlow() {
    whole.completeExceptionally(
        new Refusal(408, ProblemCode.BODY_CUT, "the body comes too slowly to wait for it"));
  }

  private static byte[] inflate(byte[] zipped, int limit, Budget.Share share) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      ByteArrayOutputStream plain = new ByteArrayOutputStream();
      for (byte[] part = in.readNBytes(PART); part.length > 0; part = in.readNBytes(PART)) {
        if (part.length > limit - plain.size()) {
          throw tooLarge(limit);
        }
        share.take((long) COLLECTING * part.length);
        plain.writeBytes(part);
      }
      return plain.toByteArray();
    } catch (ZipException | EOFException e) {
      throw new Refusal(400, ProblemCode.BAD_GZIP, "the body is no whole gzip stream");
    } catch (IOException e) {
      throw new IllegalStateException("reading memory failed", e);
    }
  }

  private static Refusal tooLarge(int limit) {
    return new Refusal(
        413,
        ProblemCode.TOO_LARGE,
        "the body: expected at most " + limit + " bytes after inflating");
  }

  /**
   * The JSON value in the bytes.
   *
   * @throws Refusal 400 unless they are I-JSON in UTF-8; 503 if the server has no room for it
   */
  static Json json(byte[] bytes, Budget.Share share) {
    share.take(parsed(bytes));
    try {
      return Json.parse(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new Refusal(400, ProblemCode.BAD_JSON, "the body is not in UTF-8");
    } catch (JsonException e) {
      throw new Refusal(400, ProblemCode.BAD_JSON, "the body is no I-JSON: " + e.getMessage());
    }
  }

  /** How many bytes the parsed value takes, about. Signs in strings count too. */
  private static long parsed(byte[] bytes) {
    long all = (long) DECODING * bytes.length;
    for (byte next : bytes) {
      switch (next) {
        case '{' -> all += OBJECT;
        case '[' -> all += ARRAY;
        case ':' -> all += MEMBER;
        case ',' -> all += ELEMENT;
        default -> {}
      }
    }
    return all;
  }
}
