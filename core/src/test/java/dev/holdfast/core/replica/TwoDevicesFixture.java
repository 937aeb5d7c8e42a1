package dev.holdfast.core.replica;

/** A tab on each of two devices, and their server. */
abstract class TwoDevicesFixture {
  final Device device = new Device();
  final TestServer server = new TestServer(new Device().random);
  final Device.Tab tab = device.tab();
  final Device.Tab other = new Device().tab();
}
