package dev.holdfast.verify.network;

import dev.holdfast.verify.harness.ForeignBackend;
import java.nio.file.Path;

/** A Spring controller over JPA: numbers for ids, numbered pages, no ETags. */
class SpringMvcBackendTest extends BackendAsItIsTest {
  @Override
  String name() {
    return "springMvc";
  }

  @Override
  ForeignBackend start(Path log) {
    return ForeignBackend.spring(log);
  }
}
