package dev.holdfast.verify.network;

import dev.holdfast.verify.harness.ForeignBackend;
import java.nio.file.Path;

/** Spring Data REST: HAL, no ids but links, ETags of versions. */
class SpringDataRestBackendTest extends BackendAsItIsTest {
  @Override
  String name() {
    return "springDataRest";
  }

  @Override
  ForeignBackend start(Path log) {
    return ForeignBackend.spring(log);
  }
}
