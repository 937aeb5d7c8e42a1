package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.proxy.ProxyRoute;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTPS with a certificate and a key as PEM files. */
class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"RSA, 2048", "EC, 256"})
  void aKeyOfEitherKind_servesHttps(String algorithm, String size) throws Exception {
    KeyStore made = make(algorithm, size);
    Tls tls = write(made);
    Options options = Options.of(folder.resolve("data").toString()).tls(tls);
    try (HoldfastServer server = HoldfastServer.start(options)) {
      assertThat(server.url()).startsWith("https://localhost:");
      HttpClient client = HttpClient.newBuilder().sslContext(trusting(made)).build();
      HttpRequest ping =
          HttpRequest.newBuilder(URI.create(server.url() + "/holdfast/ping?n=a")).build();

      assertThat(client.send(ping, BodyHandlers.ofString()).body()).isEqualTo("a");
    }
  }

  @Test
  void aWebSocket_isPassedOn() throws Exception {
    KeyStore made = make("EC", "256");
    try (SocketBackend backend = new SocketBackend()) {
      Options options =
          Options.of(folder.resolve("data").toString())
              .tls(write(made))
              .proxies(List.of(ProxyRoute.parse("/live=" + backend.url())));
      try (HoldfastServer server = HoldfastServer.start(options)) {
        HttpClient client = HttpClient.newBuilder().sslContext(trusting(made)).build();
        SocketClient page = new SocketClient();
        WebSocket socket =
            page.open(client, URI.create(server.url() + "/live")).get(20, TimeUnit.SECONDS);
        socket.sendText("hello", true).get(20, TimeUnit.SECONDS);
        assertThat(page.text()).isEqualTo("hello");
        socket.sendText("bye", true).get(20, TimeUnit.SECONDS);
        assertThat(page.ended.get(20, TimeUnit.SECONDS)).isEqualTo("4001 as you said");
      }
    }
  }

  @Test
  void aCertificateThatIsRenewed_isServedWithoutARestart() throws Exception {
    Tls tls = write(make("RSA", "2048"));
    Options options = Options.of(folder.resolve("data").toString()).tls(tls);
    try (HoldfastServer server = HoldfastServer.start(options)) {
      Files.delete(folder.resolve("store.p12"));
      KeyStore renewed = make("EC", "256");
      write(renewed);
      URI ping = URI.create(server.url() + "/holdfast/ping?n=a");
      SSLContext trusting = trusting(renewed);

      String answer = "";
      long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
      while (answer.isEmpty() && System.nanoTime() < end) {
        answer = ask(HttpClient.newBuilder().sslContext(trusting).build(), ping);
      }
      assertThat(answer).isEqualTo("a");
    }
  }

  /** The answer; empty if the server has another certificate. */
  private static String ask(HttpClient client, URI uri) throws Exception {
    try {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (SSLException e) {
      return "";
    }
  }

  @Test
  void aKeyOfAnotherCertificate_isSaid() throws Exception {
    Tls tls = write(make("RSA", "2048"));
    String certificate = Files.readString(tls.certificates());
    Files.delete(folder.resolve("store.p12"));
    write(make("RSA", "2048"));
    Files.writeString(tls.certificates(), certificate);

    assertThatThrownBy(tls::context)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("key.pem is not the key of the certificate in");
  }

  @Test
  void aKeyOfAnotherForm_isSaidHowToConvert() throws Exception {
    Tls tls = write(make("RSA", "2048"));
    Files.writeString(tls.key(), "-----BEGIN RSA PRIVATE KEY-----\n");

    assertThatThrownBy(tls::context)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("openssl pkcs8 -topk8");
  }

  @Test
  void aKeyThatIsDamaged_isSaid() throws Exception {
    Tls tls = write(make("RSA", "2048"));
    Files.writeString(tls.key(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

    assertThatThrownBy(tls::context)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("key.pem");
  }

  private KeyStore make(String algorithm, String size) throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                algorithm,
                algorithm.equals("EC") ? "-groupname" : "-keysize",
                algorithm.equals("EC") ? "secp256r1" : size,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    keytool.getInputStream().readAllBytes();
    assertThat(keytool.waitFor()).isZero();
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      made.load(in, PASSWORD);
    }
    return made;
  }

  private Tls write(KeyStore made) throws Exception {
    Path certificate = folder.resolve("certificate.pem");
    Path key = folder.resolve("key.pem");
    Files.writeString(certificate, pem("CERTIFICATE", made.getCertificate("a").getEncoded()));
    Files.writeString(key, pem("PRIVATE KEY", made.getKey("a", PASSWORD).getEncoded()));
    return new Tls(certificate, key);
  }

  private static String pem(String what, byte[] bytes) {
    String text = Base64.getMimeEncoder().encodeToString(bytes);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
  }

  private static SSLContext trusting(KeyStore made) throws Exception {
    Certificate certificate = made.getCertificate("a");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("a", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
