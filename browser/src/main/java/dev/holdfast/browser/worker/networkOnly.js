/**
 * The network or nothing.
 *
 * @param {NetworkApi} network
 * @param {InTime} inTime
 */
export function networkOnly(network, inTime) {
  return call => inTime(network.fetch(call.event, call.request));
}
