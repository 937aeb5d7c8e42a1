package dev.holdfast.verify.worker;

/** Routes, handlers and strategies without the Static Routing API: the same results. */
class RoutesByFetchEventTest extends RoutesTest {
  @Override
  String worker(String calls) {
    return calls.replace(".start()", ".staticRouting(false).start()");
  }
}
