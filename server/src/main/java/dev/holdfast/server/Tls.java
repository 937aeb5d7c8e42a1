package dev.holdfast.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The server's certificate chain and its private key. Both are PEM files, as certbot and mkcert
 * write them. The key must be unencrypted PKCS#8.
 */
public record Tls(Path certificates, Path key) {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
  private static final String NAME = "holdfast";

  /**
   * Reads both files.
   *
   * @throws IOException if a file cannot be read; the message says which one and why
   */
  SslContextFactory.Server context() throws IOException {
    try {
      // The key store stays in memory. It needs a password all the same.
      char[] password = NAME.toCharArray();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      PrivateKey read = readKey();
      Certificate[] chain = readCertificates();
      if (!belongsTo(read, chain[0])) {
        throw new IOException(key + " is not the key of the certificate in " + certificates);
      }
      store.setKeyEntry(NAME, read, password, chain);
      SslContextFactory.Server context = new SslContextFactory.Server();
      context.setKeyStore(store);
      context.setKeyStorePassword(NAME);
      context.setSniRequired(false);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate and the key do not go together", e);
    }
  }

  /** Whether what the key signs is what the certificate verifies. */
  private static boolean belongsTo(PrivateKey key, Certificate certificate)
      throws GeneralSecurityException {
    String algorithm = key.getAlgorithm();
    Signature signature =
        Signature.getInstance(
            algorithm.equals("RSA")
                ? "SHA256withRSA"
                : algorithm.equals("EC") ? "SHA256withECDSA" : "EdDSA");
    signature.initSign(key);
    byte[] signed = signature.sign();
    try {
      signature.initVerify(certificate.getPublicKey());
      return signature.verify(signed);
    } catch (InvalidKeyException | SignatureException e) {
      return false; // the certificate's key is of another kind
    }
  }

  private Certificate[] readCertificates() throws IOException {
    try (InputStream in = Files.newInputStream(certificates)) {
      var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IOException(certificates + " holds no certificate");
      }
      return found.toArray(Certificate[]::new);
    } catch (GeneralSecurityException e) {
      throw new IOException(certificates + " holds no PEM certificate", e);
    }
  }

  private PrivateKey readKey() throws IOException, GeneralSecurityException {
    String text = Files.readString(key, StandardCharsets.ISO_8859_1);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(
          key
              + " holds no unencrypted PKCS#8 key; \"openssl pkcs8 -topk8 -nodes -in "
              + key.getFileName()
              + "\" makes one");
    }
    byte[] encoded = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (InvalidKeySpecException e) {
        // The key is of another algorithm.
      }
    }
    throw new IOException(key + " is no key of " + String.join(", ", ALGORITHMS));
  }
}
