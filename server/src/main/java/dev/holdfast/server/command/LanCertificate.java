package dev.holdfast.server.command;

import dev.holdfast.server.Lan;
import dev.holdfast.server.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The certificate of an address of the local network, with the authority that signed it. A user
 * installs the authority on a phone once. It stays when the address changes.
 *
 * <p>The keytool of the Java that runs makes them. The JDK has no other public way, and the library
 * for it, Bouncy Castle, would be larger than the whole server.
 */
final class LanCertificate {
  /*
   * A phone that trusts the authority trusts all that it signs. So it can sign only for addresses
   * of local networks, by name constraints (RFC 5280, 4.2.1.10), which browsers obey.
   */
  private static final String NAME_CONSTRAINTS = "2.5.29.30";
  private static final int SEQUENCE = 0x30;
  private static final int PERMITTED = 0xA0;
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;

  private static final int IP_ADDRESS_NAME = 7; // of X509Certificate#getSubjectAlternativeNames
  private static final int AUTHORITY_DAYS = 5 * 365;
  private static final int SERVER_DAYS = 397; // Apple's devices refuse more than 825
  private static final Duration REST = Duration.ofDays(30);

  private static final String AUTHORITY = "authority";
  private static final String SERVER = "server";
  // The store needs one. What protects it is that only its owner may read the folder.
  private static final String PASSWORD = "holdfast";

  private final Path folder;
  private final Path store;

  private LanCertificate(Path folder) {
    this.folder = folder;
    store = folder.resolve("keys.p12");
  }

  /** That of {@code address}, kept in {@code folder}; made if there is none that will do. */
  static Lan of(String address, Path folder) throws IOException {
    Files.createDirectories(folder);
    onlyForTheOwner(folder, "rwx------");
    return new LanCertificate(folder).read(address);
  }

  private Lan read(String address) throws IOException {
    try {
      KeyStore keys = stored();
      if (!lasts(keys, AUTHORITY)) {
        Files.deleteIfExists(store);
        makeAuthority();
        keys = stored();
      }
      if (!lasts(keys, SERVER) || !names(keys, address)) {
        keys.deleteEntry(SERVER);
        write(keys);
        makeServer(address);
        keys = stored();
      }
      Path certificates = folder.resolve("certificate.pem");
      Path key = folder.resolve("key.pem");
      Path authority = folder.resolve("authority.crt");
      StringBuilder chain = new StringBuilder();
      for (Certificate one : keys.getCertificateChain(SERVER)) {
        chain.append(pem("CERTIFICATE", one.getEncoded()));
      }
      Files.writeString(certificates, chain);
      byte[] secret = keys.getKey(SERVER, PASSWORD.toCharArray()).getEncoded();
      Files.writeString(key, pem("PRIVATE KEY", secret));
      Files.write(authority, keys.getCertificate(AUTHORITY).getEncoded());
      for (Path file : List.of(store, certificates, key, authority)) {
        onlyForTheOwner(file, "rw-------");
      }
      return new Lan(address, new Tls(certificates, key), authority);
    } catch (GeneralSecurityException e) {
      throw unreadable(e);
    }
  }

  private KeyStore stored() throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    if (!Files.exists(store)) {
      keys.load(null, null);
      return keys;
    }
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    } catch (IOException e) {
      throw unreadable(e);
    }
    return keys;
  }

  private CommandFailure unreadable(Exception why) {
    return new CommandFailure(
        "--lan: "
            + store
            + " cannot be read ("
            + why.getMessage()
            + "): remove it, and a new"
            + " certificate is made, which the phone has to install again");
  }

  private void write(KeyStore keys) throws IOException, GeneralSecurityException {
    try (OutputStream out = Files.newOutputStream(store)) {
      keys.store(out, PASSWORD.toCharArray());
    }
  }

  private static boolean lasts(KeyStore keys, String alias) throws GeneralSecurityException {
    return keys.getCertificate(alias) instanceof X509Certificate found
        && found.getNotAfter().toInstant().isAfter(Instant.now().plus(REST));
  }

  private static boolean names(KeyStore keys, String address) throws GeneralSecurityException {
    Collection<List<?>> names =
        keys.getCertificate(SERVER) instanceof X509Certificate found
            ? found.getSubjectAlternativeNames()
            : null;
    return names != null && names.contains(List.of(IP_ADDRESS_NAME, address));
  }

  private void makeAuthority() throws IOException {
    keytool(
        AUTHORITY,
        AUTHORITY_DAYS,
        "CN=Holdfast demo" + ofThisMachine(),
        null,
        "bc:critical=ca:true,pathlen:0",
        "ku:critical=keyCertSign",
        NAME_CONSTRAINTS + ":critical=" + HexFormat.of().formatHex(onlyLocalNetworks()));
  }

  private void makeServer(String address) throws IOException {
    keytool(
        SERVER,
        SERVER_DAYS,
        "CN=" + address,
        AUTHORITY,
        "ku:critical=digitalSignature",
        "eku=serverAuth",
        "san=ip:" + address);
  }

  /** Makes a pair of keys with a certificate that {@code signer} signs, or the pair itself. */
  private void keytool(
      String alias, int days, String name, @Nullable String signer, String... extensions)
      throws IOException {
    Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(program.toString(), "-genkeypair", "-alias", alias));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-dname", name, "-validity", String.valueOf(days)));
    command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD));
    if (signer != null) {
      command.addAll(List.of("-signer", signer));
    }
    for (String extension : extensions) {
      command.addAll(List.of("-ext", extension));
    }
    if (!Files.isExecutable(program)) {
      throw new CommandFailure(
          "--lan: there is no " + program + ", which makes the certificate: it belongs to a JDK");
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    byte[] said = process.getInputStream().readAllBytes();
    try {
      if (process.waitFor() != 0) {
        throw new CommandFailure(
            "--lan: keytool made no certificate: "
                + new String(said, StandardCharsets.UTF_8).strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("--lan: interrupted while keytool made the certificate");
    }
  }

  /** Tells the authorities of two machines apart in a phone's list. */
  private static String ofThisMachine() {
    try {
      String name = InetAddress.getLocalHost().getHostName();
      return name.matches("[A-Za-z0-9.-]+") ? " on " + name : "";
    } catch (UnknownHostException nameless) {
      return "";
    }
  }

  /** The extension's value: DER, as RFC 5280 defines it. */
  private static byte[] onlyLocalNetworks() {
    ByteBuffer trees = ByteBuffer.allocate(128);
    for (LocalNetwork.Range range : LocalNetwork.Range.values()) {
      byte[] both = ByteBuffer.allocate(Long.BYTES).putLong(range.firstAndMask()).array();
      trees.put(element(SEQUENCE, element(IP_ADDRESS, both)));
    }
    byte[] name = "localhost".getBytes(StandardCharsets.US_ASCII); // without it, all names would do
    trees.put(element(SEQUENCE, element(DNS_NAME, name)));
    byte[] permitted = new byte[trees.position()];
    trees.flip().get(permitted);
    return element(SEQUENCE, element(PERMITTED, permitted));
  }

  /** For content of less than 128 bytes, whose length is one byte. */
  private static byte[] element(int tag, byte[] content) {
    return ByteBuffer.allocate(2 + content.length)
        .put((byte) tag)
        .put((byte) content.length)
        .put(content)
        .array();
  }

  private static String pem(String what, byte[] bytes) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
  }

  private static void onlyForTheOwner(Path file, String permissions) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
  }
}
