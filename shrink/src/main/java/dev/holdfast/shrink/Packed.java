package dev.holdfast.shrink;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a script, and beside it the same as {@code .gz} and {@code .br}, as small as these get, so
 * that the server has nothing to compress. Brotli's own encoder is native code. On a machine that
 * it does not know there is no {@code .br}, and browsers get the other.
 */
final class Packed {
  private Packed() {}

  static void write(Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Files.write(file, bytes);
    Files.write(beside(file, ".gz"), gzip(bytes));
    if (Brotli4jLoader.isAvailable()) {
      Encoder.Parameters best = new Encoder.Parameters().setMode(Encoder.Mode.TEXT).setQuality(11);
      Files.write(beside(file, ".br"), Encoder.compress(bytes, best));
    } else {
      Files.deleteIfExists(beside(file, ".br"));
    }
  }

  private static Path beside(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new Best(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  private static final class Best extends GZIPOutputStream {
    Best(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
