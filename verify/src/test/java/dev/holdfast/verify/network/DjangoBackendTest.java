package dev.holdfast.verify.network;

import dev.holdfast.verify.harness.ForeignBackend;
import java.nio.file.Path;

/** Django REST framework: URLs that end with a slash, {@code next} in the body, {@code PATCH}. */
class DjangoBackendTest extends BackendAsItIsTest {
  @Override
  String name() {
    return "django";
  }

  @Override
  ForeignBackend start(Path log) {
    return ForeignBackend.django(log);
  }
}
