package dev.holdfast.server.proxy;

import java.time.Duration;
import java.util.List;

/**
 * What is passed on to other servers, and how.
 *
 * @param routes the paths, each with its server
 * @param patience how long a backend may take until its answer begins. How long that goes on is up
 *     to both sides: it may be a stream of events
 * @param behindProxy whether another proxy stands in front, whose {@code X-Forwarded-*} headers and
 *     the like are passed on. Else they come from anybody and are replaced
 */
public record Proxies(List<ProxyRoute> routes, Duration patience, boolean behindProxy) {
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  public Proxies {
    routes = List.copyOf(routes);
  }

  public static Proxies of(List<ProxyRoute> routes) {
    return new Proxies(routes, PATIENCE, false);
  }
}
