package dev.holdfast.server.http;

import dev.holdfast.server.api.Safety;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code GET /holdfast/lan.crt} answers the certificate that a device of the local network has to
 * trust, in the form that phones offer to install.
 */
public final class CertificateHandler extends Handler.Abstract {
  public static final String PATH = "/holdfast/lan.crt";

  private final Path certificate;

  /**
   * @param certificate the file of the certificate, DER
   */
  public CertificateHandler(Path certificate) {
    this.certificate = certificate;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    if (!Request.getPathInContext(request).equals(PATH)) {
      return false;
    }
    byte[] content = Files.readAllBytes(certificate);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/x-x509-ca-cert");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    Safety.headers().forEach(response.getHeaders()::put);
    response.write(true, ByteBuffer.wrap(content), callback);
    return true;
  }
}
