/**
 * @param {string} script
 * @param {NetworkApi} network
 */
export function load(script, network) {
  if (!self.holdfastQueue) {
    importScripts(script);
    self.holdfastQueue = self.holdfastQueue(network);
  }
  return self.holdfastQueue;
}
