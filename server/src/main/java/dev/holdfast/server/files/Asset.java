package dev.holdfast.server.files;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;

/**
 * Content to answer with, on disk or in memory.
 *
 * @param type the media type
 * @param hash of the content; changes exactly when the content changes
 * @param lasting whether this name will never have other content, so that a browser may keep it
 */
record Asset(String type, String hash, boolean lasting, long length, Bytes bytes) {

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
        (buffers, offset, count) -> Content.Source.from(buffers, path, offset, count));
  }

  static Asset memory(byte[] content, String type) {
    return new Asset(
        type,
        ContentHash.of(content),
        false,
        content.length,
        (buffers, offset, count) ->
            Content.Source.from(ByteBuffer.wrap(content, (int) offset, (int) count).slice()));
  }
}
