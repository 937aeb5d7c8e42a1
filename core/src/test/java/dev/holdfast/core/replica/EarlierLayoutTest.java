package dev.holdfast.core.replica;

/** The same for the release before that one. */
class EarlierLayoutTest extends EarlierReleaseTest {
  @Override
  protected String layout() {
    return "layout-2";
  }
}
