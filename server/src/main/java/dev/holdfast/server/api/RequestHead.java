package dev.holdfast.server.api;

import org.jspecify.annotations.Nullable;

/** The part of a request that tells who sent it. */
public interface RequestHead {
  String method();

  /** As it was sent, without the query. */
  String path();

  /** The header's first value; null if it is missing. The name's case does not matter. */
  @Nullable String header(String name);

  /** The address that the connection comes from. */
  String remoteAddress();
}
