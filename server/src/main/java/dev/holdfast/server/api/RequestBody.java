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
  private final int limit;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

  private RequestBody(int limit) {
    this.limit = limit;
  }

  /** The body, inflated. Fails with a {@link Refusal} if it is too large or incomplete. */
  static CompletableFuture<byte[]> read(ApiRequest request, int limit) {
    if (request.length() > limit) {
      throw tooLarge(limit);
    }
    boolean zipped = isZipped(request);
    RequestBody body = new RequestBody(limit);
    request.read(body);
    return zipped ? body.whole.thenApply(bytes -> inflate(bytes, limit)) : body.whole;
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

  private static byte[] inflate(byte[] zipped, int limit) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      byte[] plain = in.readNBytes(limit + 1);
      if (plain.length > limit) {
        throw tooLarge(limit);
      }
      return plain;
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
   * @throws Refusal 400 unless they are I-JSON in UTF-8
   */
  static Json json(byte[] bytes) {
    try {
      return Json.parse(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new Refusal(400, ProblemCode.BAD_JSON, "the body is not in UTF-8");
    } catch (JsonException e) {
      throw new Refusal(400, ProblemCode.BAD_JSON, "the body is no I-JSON: " + e.getMessage());
    }
  }
}
