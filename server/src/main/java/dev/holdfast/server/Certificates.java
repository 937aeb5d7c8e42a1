package dev.holdfast.server;

import dev.holdfast.server.watch.Watched;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The certificate in use. Connections that are open keep theirs when it is replaced. */
final class Certificates implements Watched {
  private final Tls tls;
  private final SslContextFactory.Server context;

  Certificates(Tls tls) throws IOException {
    this.tls = tls;
    context = tls.context();
  }

  SslContextFactory.Server context() {
    return context;
  }

  @Override
  public List<Path> files() {
    return List.of(tls.certificates(), tls.key());
  }

  @Override
  public void readAgain() throws IOException {
    SslContextFactory.Server read = tls.context();
    try {
      context.reload(same -> same.setKeyStore(read.getKeyStore()));
    } catch (Exception e) {
      throw new IOException(tls.certificates() + " cannot be used: " + e.getMessage(), e);
    }
  }
}
