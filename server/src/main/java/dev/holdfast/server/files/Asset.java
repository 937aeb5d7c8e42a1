package dev.holdfast.server.files;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;

/**
 * Content to answer with, on disk or in memory.
 *
 * @param type the media type
 * @param hash of the content; changes exactly when the content changes
 * @param lasting whether this name will never have other content, so that a browser may keep it
 * @param encoded the same content in other codings, by their names; the one to be preferred first
 */
record Asset(
    String type,
    String hash,
    boolean lasting,
    long length,
    Bytes bytes,
    Map<String, Asset> encoded) {

  /** Opens the content for reading. */
  interface Bytes {
    Content.Source read(ByteBufferPool.Sized buffers, long offset, long length);
  }

  static Asset file(Path path, String type, String hash, boolean lasting, long length) {
    return new Asset(
        type,
        hash,
        lasting,
        length,
        (buffers, offset, count) -> Content.Source.from(buffers, path, offset, count),
        Map.of());
  }

  static Asset memory(byte[] content, String type) {
    return memory(content, type, ContentHash.of(content), Map.of());
  }

  private static Asset memory(
      byte[] content, String type, String hash, Map<String, Asset> encoded) {
    return new Asset(
        type,
        hash,
        false,
        content.length,
        (buffers, offset, count) ->
            Content.Source.from(ByteBuffer.wrap(content, (int) offset, (int) count).slice()),
        encoded);
  }

  /** The same, also in these codings. Each has a hash of its own. */
  static Asset memory(byte[] content, String type, Map<String, byte[]> codings) {
    String hash = ContentHash.of(content);
    Map<String, Asset> encoded = new LinkedHashMap<>();
    codings.forEach(
        (coding, bytes) -> encoded.put(coding, memory(bytes, type, hash + "-" + coding, Map.of())));
    return memory(content, type, hash, encoded);
  }
}
