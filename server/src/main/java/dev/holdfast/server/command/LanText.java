package dev.holdfast.server.command;

import dev.holdfast.server.http.CertificateHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the user of {@code demo --lan} has to do on the phone. */
final class LanText {
  private LanText() {}

  /** The text for a server at {@code url}. */
  static String of(String url) throws IOException {
    String text =
        """

        On a phone in the same network, once:
          1. Open %s and go on past the warning. It downloads a certificate.
          2. Trust it.
             Android: in Settings, search for "CA certificate" and choose the file (Security,
             Encryption & credentials, Install a certificate).
             iPhone: Settings, Profile Downloaded, Install. Then General, About, Certificate Trust
             Settings: switch it on.
        Then open %s there.

        Without step 2 the app works only while this server answers: browsers run no service worker
        behind a certificate that they do not trust.
        Until you stop it, everybody in this network can read and change the demo's data. The certificate
        is good for addresses of local networks alone; remove it from the phone when you are done."""
            .formatted(url + CertificateHandler.PATH, url);
    List<String> others = new ArrayList<>(LocalNetwork.addresses());
    others.removeIf(address -> url.contains("/" + address + ":"));
    return others.isEmpty()
        ? text
        : text
            + "\nThis machine has other addresses, too: %s. --lan ADDRESS takes one of them."
                .formatted(String.join(", ", others));
  }
}
