package dev.holdfast.verify.worker;

/** The files of a release without the Static Routing API: the same results. */
class PrecacheByFetchEventTest extends PrecacheTest {
  @Override
  String worker(String calls) {
    return calls.replace(".start()", ".staticRouting(false).start()");
  }
}
