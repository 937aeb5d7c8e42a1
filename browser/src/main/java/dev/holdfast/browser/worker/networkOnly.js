/**
 * Asks the network only.
 *
 * @param {NetworkApi} network
 * @param {InTime} inTime
 */
export function networkOnly(network, inTime) {
  return call => inTime(network.fetch(call.event, call.request));
}
