package dev.holdfast.server.command;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** The IPv4 addresses that this machine has in local networks. */
final class LocalNetwork {
  /** Where an address goes out to. Nothing is sent there: it is kept for examples (RFC 5737). */
  private static final InetSocketAddress FAR = new InetSocketAddress("203.0.113.1", 9);

  private LocalNetwork() {}

  /** The addresses that are no public ones: RFC 1918, and this machine itself. */
  enum Range {
    LARGE(10, 0, 8),
    MIDDLE(172, 16, 12),
    SMALL(192, 168, 16),
    LOOPBACK(127, 0, 8);

    private final int first;
    private final int mask;

    Range(int first, int second, int bits) {
      this.first = (first << 24) | (second << 16);
      mask = -1 << (32 - bits);
    }

    /** The first address and the mask, four bytes each. */
    long firstAndMask() {
      return ((long) first << 32) | (mask & 0xFFFF_FFFFL);
    }

    private boolean has(InetAddress address) {
      int bits = 0;
      for (byte part : address.getAddress()) {
        bits = (bits << 8) | (part & 0xFF);
      }
      return (bits & mask) == first;
    }
  }

  /**
   * The address to listen on.
   *
   * @param wanted what the user named; empty for the one that leads out of the local network
   */
  static String address(String wanted) throws IOException {
    List<String> found = addresses();
    if (wanted.isEmpty()) {
      if (found.isEmpty()) {
        throw new CommandFailure(
            "--lan: this machine has no IPv4 address of a local network (10.*, 172.16.* to 172.31.*,"
                + " 192.168.*): connect it to one, or name its address with --lan ADDRESS");
      }
      return found.get(0);
    }
    if (!wanted.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
      throw new CommandFailure(
          "--lan " + wanted + ": expected an IPv4 address of this machine" + others(found));
    }
    InetAddress address = InetAddress.getByName(wanted);
    if (!isLocal(address)) {
      throw new CommandFailure(
          "--lan " + wanted + " is no address of a local network: others than you could reach it");
    }
    if (!address.isLoopbackAddress() && NetworkInterface.getByInetAddress(address) == null) {
      throw new CommandFailure(
          "--lan " + wanted + ": this machine has no such address" + others(found));
    }
    return wanted;
  }

  private static String others(List<String> found) {
    return found.isEmpty() ? "" : "; it has " + String.join(", ", found);
  }

  /** All of them but the loopback ones; that which leads out of the local network comes first. */
  static List<String> addresses() throws SocketException {
    List<String> all = new ArrayList<>();
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(FAR);
      add(all, socket.getLocalAddress());
    } catch (SocketException noWayOut) {
      all.clear(); // a network without a way out has addresses, too
    }
    for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (one.isUp()) {
        one.inetAddresses().forEach(address -> add(all, address));
      }
    }
    return all;
  }

  private static void add(List<String> all, InetAddress address) {
    String name = address.getHostAddress();
    if (isLocal(address) && !address.isLoopbackAddress() && !all.contains(name)) {
      all.add(name);
    }
  }

  private static boolean isLocal(InetAddress address) {
    return address instanceof Inet4Address
        && Stream.of(Range.values()).anyMatch(range -> range.has(address));
  }
}
