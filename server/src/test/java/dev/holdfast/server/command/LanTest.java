package dev.holdfast.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.HoldfastServer;
import dev.holdfast.server.Lan;
import dev.holdfast.server.Options;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code demo --lan}: a second address over HTTPS, behind a certificate that is made here. */
@Timeout(120)
class LanTest {
  /** An address of this machine that no other server of a test has. */
  private static final String ADDRESS = "127.0.0.2";

  @TempDir Path folder;

  @Test
  void demo_isAtBothAddresses_andGivesAwayItsAuthority() throws Exception {
    Files.createDirectories(folder.resolve("demo/app"));
    Files.writeString(folder.resolve("demo/seed.json"), "{\"inspections\":[]}");
    try (Program program =
        Program.start(folder, "demo", "--port", "0", "--lan", ADDRESS, "--data", "data")) {
      URI here = program.ready();
      URI there = URI.create("https://" + ADDRESS + ":" + here.getPort());
      byte[] authority = Files.readAllBytes(folder.resolve("data/lan/authority.crt"));
      HttpClient phone = HttpClient.newBuilder().sslContext(trusting(authority)).build();

      assertThat(program.out()).contains(there + "/holdfast/lan.crt", "Then open " + there);
      assertThat(ask(phone, there.resolve("/v1/spaces/demo/changes")).statusCode()).isEqualTo(200);
      HttpResponse<byte[]> download = ask(phone, there.resolve("/holdfast/lan.crt"));
      assertThat(download.body()).isEqualTo(authority);
      assertThat(download.headers().firstValue("Content-Type"))
          .contains("application/x-x509-ca-cert");
      assertThat(ask(HttpClient.newHttpClient(), here.resolve("/holdfast/ping?n=a")).body())
          .isEqualTo(new byte[] {'a'});
    }
  }

  @Test
  void withoutIt_thereIsNoCertificateToInstall() throws Exception {
    try (HoldfastServer server = HoldfastServer.start(Options.of(folder.toString()))) {
      URI file = URI.create(server.url() + "/holdfast/lan.crt");

      assertThat(server.lanUrl()).isNull();
      assertThat(ask(HttpClient.newHttpClient(), file).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void filesOfTheCertificate_areTheOwnersAlone() throws Exception {
    Files.createDirectory(folder.resolve("lan"));
    LanCertificate.of(ADDRESS, folder.resolve("lan"));

    try (Stream<Path> all = Files.walk(folder.resolve("lan"))) {
      for (Path one : all.toList()) {
        String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(one));
        assertThat(permissions).as(one.toString()).endsWith("------");
      }
    }
  }

  @Test
  void nextDayAtAnotherAddress_thePhoneTrustsItStill() throws Exception {
    Lan first = LanCertificate.of("192.168.1.5", folder);
    byte[] authority = Files.readAllBytes(first.authority());
    List<? extends Certificate> before = chain(first);

    Lan same = LanCertificate.of("192.168.1.5", folder);
    assertThat(chain(same)).isEqualTo(before);
    Lan second = LanCertificate.of("10.0.0.7", folder);

    assertThat(Files.readAllBytes(second.authority())).isEqualTo(authority);
    X509Certificate certificate = (X509Certificate) chain(second).get(0);
    assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(7, "10.0.0.7"));
  }

  /** Whoever steals the authority's key cannot pretend to be another site to the phone. */
  @Test
  void authority_isGoodForLocalAddressesAlone() throws Exception {
    assertThatCode(() -> check(signed("ip:192.168.200.3"))).doesNotThrowAnyException();
    assertThatThrownBy(() -> check(signed("dns:example.com")))
        .isInstanceOf(CertPathValidatorException.class);
    assertThatThrownBy(() -> check(signed("ip:8.8.8.8")))
        .isInstanceOf(CertPathValidatorException.class);
    assertThatThrownBy(() -> check(signed("ip:2001:db8::1")))
        .isInstanceOf(CertPathValidatorException.class);
  }

  @Test
  void damagedKeys_areSaid() throws Exception {
    LanCertificate.of(ADDRESS, folder);
    Files.writeString(folder.resolve("keys.p12"), "?");

    assertThatThrownBy(() -> LanCertificate.of(ADDRESS, folder))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("keys.p12 cannot be read")
        .hasMessageContaining("install again");
  }

  @Test
  void portThatIsTakenThere_isOneClearLine() throws Exception {
    Files.createDirectories(folder.resolve("demo/app"));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(ADDRESS))) {
      String port = String.valueOf(taken.getLocalPort());
      try (Program program = Program.start(folder, "demo", "--port", port, "--lan", ADDRESS)) {
        assertThat(program.exitCode()).isEqualTo(2);
        assertThat(program.err().lines()).hasSize(1);
        assertThat(program.err()).contains("port " + port + " is taken");
      }
    }
  }

  /** What somebody makes who has the authority's key: a certificate of these names. */
  private X509Certificate signed(String names) throws Exception {
    LanCertificate.of(ADDRESS, folder);
    Path copy = folder.resolve("stolen.p12");
    Files.copy(folder.resolve("keys.p12"), copy, StandardCopyOption.REPLACE_EXISTING);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "other",
                "-signer",
                "authority",
                "-keyalg",
                "EC",
                "-dname",
                "O=other",
                "-ext",
                "san=" + names,
                "-keystore",
                copy.toString(),
                "-storepass",
                "holdfast")
            .redirectErrorStream(true)
            .start();
    keytool.getInputStream().readAllBytes();
    assertThat(keytool.waitFor()).isZero();
    return (X509Certificate) stored(copy).getCertificate("other");
  }

  /** Judges a certificate as a browser does that trusts the authority. */
  private void check(X509Certificate certificate) throws Exception {
    X509Certificate authority =
        (X509Certificate) stored(folder.resolve("keys.p12")).getCertificate("authority");
    // Java obeys the constraints of a certificate in the path, and only there.
    TrustAnchor key =
        new TrustAnchor(authority.getSubjectX500Principal(), authority.getPublicKey(), null);
    PKIXParameters trust = new PKIXParameters(Set.of(key));
    trust.setRevocationEnabled(false);
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    CertPathValidator.getInstance("PKIX")
        .validate(factory.generateCertPath(List.of(certificate, authority)), trust);
  }

  private static KeyStore stored(Path file) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, "holdfast".toCharArray());
    }
    return keys;
  }

  private static List<? extends Certificate> chain(Lan lan) throws Exception {
    try (InputStream in = Files.newInputStream(lan.tls().certificates())) {
      return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
    }
  }

  private static HttpResponse<byte[]> ask(HttpClient client, URI uri)
      throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
  }

  private static SSLContext trusting(byte[] authority) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "a",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(authority)));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
