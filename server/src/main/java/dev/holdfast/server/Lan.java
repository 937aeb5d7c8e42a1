package dev.holdfast.server;

import java.nio.file.Path;

/**
 * How devices of the local network reach a server: by HTTPS at an address of this machine, on the
 * same port as {@link Options#host}.
 *
 * @param address the address to listen on
 * @param tls the certificate for it
 * @param authority the certificate that such a device has to trust; served at {@code
 *     /holdfast/lan.crt}
 */
public record Lan(String address, Tls tls, Path authority) {}
