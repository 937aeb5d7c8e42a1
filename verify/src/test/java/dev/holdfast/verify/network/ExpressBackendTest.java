package dev.holdfast.verify.network;

import dev.holdfast.verify.harness.ForeignBackend;
import java.nio.file.Path;

/** Express: {@code _id}, an envelope, other names, pages by cursor, weak ETags of its bytes. */
class ExpressBackendTest extends BackendAsItIsTest {
  @Override
  String name() {
    return "express";
  }

  @Override
  ForeignBackend start(Path log) {
    return ForeignBackend.express(log);
  }
}
